/**
 * A filter as a log line has it: without what was looked for in bodies. A subject and words from a body are about a
 * person; that they were given is said.
 */
export function loggedFilter(filter: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, FROM_BODIES.has(name) ? '(not logged)' : value]),
  );
}

const FROM_BODIES = new Set(['subject', 'text']);
