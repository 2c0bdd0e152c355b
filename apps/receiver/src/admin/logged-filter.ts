/**
 * A filter for a log line. Subject, search text and path are replaced: the first two can be about a person, and a path can
 * contain a secret.
 */
export function loggedFilter(filter: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, FROM_SENDERS.has(name) ? '(not logged)' : value]),
  );
}

const FROM_SENDERS = new Set(['subject', 'text', 'path']);
