/**
 * A filter as a log line has it: without what was looked for in what senders wrote. A subject and words from a body are about
 * a person, and a path can hold a secret; that they were given is said.
 */
export function loggedFilter(filter: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, FROM_SENDERS.has(name) ? '(not logged)' : value]),
  );
}

const FROM_SENDERS = new Set(['subject', 'text', 'path']);
