/** The impact cannot be found out; the message says in one sentence what was expected, what was found, and what to do. */
export class ImpactError extends Error {
  override readonly name = 'ImpactError';
}
