/** `TRANSFER_NOTIFICATION` is `transfer-notification`, as its path and its file. */
export function kebabCase(eventType: string): string {
  return eventType.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * The name of the page of an event type, without its ending: `a.b` and `A_B` are two event types, and one of other letters than
 * Latin ones has no name in kebab case.
 *
 * @param taken the names of other pages, to which it is added.
 */
export function uniqueFileName(eventType: string, taken: Set<string>): string {
  const name = kebabCase(eventType).replaceAll(/^-+|-+$/g, '') || 'webhook';
  let unique = name;
  for (let n = 2; taken.has(unique); n += 1) unique = `${name}-${n}`;
  taken.add(unique);
  return unique;
}
