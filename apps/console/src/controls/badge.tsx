/** A state, or what happened, with a colour and in words. */
export function Badge({ kind }: { readonly kind: string }) {
  return <span className={`badge badge-${kind}`}>{kind}</span>;
}
