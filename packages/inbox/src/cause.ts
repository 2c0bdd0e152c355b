import { hash } from 'node:crypto';

/**
 * The error of an attempt without what differs from one notification to the next, so that failures for the same reason are the
 * same text. In this order:
 *
 * 1. codes stay: those in brackets (`[ECONNREFUSED]`, `[23505]`), after capitals (`ORA-00942`), and HTTP statuses
 *    (`status 503`, `HTTP 404`);
 * 2. a quoted text becomes `‹text›`, an e-mail address `‹email›`, a date or time `‹time›`, an IP address `‹address›`;
 * 3. a UUID, at least 8 hexadecimal digits of both kinds, and at least 16 letters and digits mixed become `‹id›`;
 * 4. every other number that does not follow a letter becomes `‹n›`;
 * 5. white space becomes one space, and the text ends after {@link MAX_CAUSE_CHARS} characters.
 *
 * @example
 * ```ts
 * normalizedError("Error: account 'a-17' has 3 of 5 EUR"); // Error: account ‹text› has ‹n› of ‹n› EUR
 * ```
 */
export function normalizedError(error: string): string {
  const text = error
    .slice(0, MAX_READ_CHARS)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(PARTS, (part, ...groups: unknown[]) => {
      const named = groups.at(-1) as Readonly<Record<string, string | undefined>>;
      const kind = Object.keys(named).find((name) => named[name] !== undefined);
      return kind === undefined || kind === 'kept' ? part : `‹${kind}›`;
    });
  return Array.from(text).slice(0, MAX_CAUSE_CHARS).join('');
}

/** The id of the cause of an error: errors with the same normalised text have the same. */
export function causeOf(error: string): string {
  return hash('sha256', normalizedError(error), 'hex').slice(0, CAUSE_CHARS);
}

/** The length of a normalised error. */
export const MAX_CAUSE_CHARS = 300;

// Some times the length of a cause.
const MAX_READ_CHARS = 2_000;

const CAUSE_CHARS = 16;

// Alternatives in the order of the rule: what one has taken, none after it sees.
const PARTS = new RegExp(
  [
    /(?<kept>\[[A-Z0-9_]{3,40}\]|\b[A-Z]{2,10}-\d+\b|\b(?:status|HTTP)(?: code)?:? [1-5]\d\d\b|‹\w+›)/u,
    /(?<text>"(?:[^"\\]|\\.)*"|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])|`[^`]*`|“[^”]*”|‘[^’]*’|«[^»]*»)/u,
    /(?<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/u,
    /(?<time>\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?|\b\d\d:\d\d:\d\d(?:[.,]\d+)?)/u,
    /(?<address>\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*\](?::\d+)?)/u,
    /(?<id>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b(?=\d*[a-fA-F])(?=[a-fA-F]*\d)[0-9a-fA-F]{8,}\b|\b(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[\w-]{16,}\b)/u,
    /(?<n>(?<![\p{L}_\d])\d+(?:[.,]\d+)*(?:e[+-]?\d+)?)/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);
