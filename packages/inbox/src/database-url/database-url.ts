import { fileURLToPath } from 'node:url';
import { type DatabaseServer, isServerUrl, parseServerUrl } from './server-url.ts';

/** What a `DATABASE_URL` names, or why it cannot be used. */
export type DatabaseUrl =
  | { readonly file: string }
  | { readonly server: DatabaseServer }
  | { readonly problem: string };

/**
 * Reads a `DATABASE_URL`: a database on a PostgreSQL server, or a SQLite file.
 *
 * Finds the path in a `file:` URL of a SQLite database: `file:./data/inbox.db` and `file:data/inbox.db` are relative to the
 * working directory, `file:/data/inbox.db` and `file:///data/inbox.db` are absolute. `%20` stands for a space, as in
 * every URL. Anything that is not a file, or not the file that it seems to be, is rejected.
 */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  if (isServerUrl(url)) return parseServerUrl(url);
  const rest = /^file:(.+)$/is.exec(url)?.[1];
  if (rest === undefined) return { problem: `${EXPECTED}, or postgres://user@host/database` };
  if (CONTROL.test(rest)) return { problem: `${EXPECTED}, without control characters` };
  if (/[?#]/.test(rest))
    return { problem: 'expected no ? or # (%3F and %23 in a path), as there are no options' };
  // The path of another machine is no local disk; and `file://data/inbox.db` would name the machine `data`.
  if (rest.startsWith('//') && !/^\/\/(localhost)?\//i.test(`${rest}/`))
    return { problem: `${EXPECTED} without a host: file:data/inbox.db or file:///data/inbox.db` };
  const file = pathIn(rest);
  if (file === undefined) return { problem: `${EXPECTED}, with a percent sign as %25` };
  // SQLite takes these for a database in memory, or for a URL of its own.
  if (file.startsWith(':') || /^file:/i.test(file)) return { problem: `${EXPECTED}, not in memory` };
  if (CONTROL.test(file)) return { problem: `${EXPECTED}, without control characters` };
  if (/(^|[/\\])\.{0,2}$/.test(file)) return { problem: `${EXPECTED}, not of a folder` };
  return { file };
}

const EXPECTED = 'expected file: and the path of a SQLite database';

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f]/;

/** @returns `undefined` if it cannot be decoded. */
function pathIn(rest: string): string | undefined {
  try {
    if (rest.startsWith('//')) return fileURLToPath(`file:${rest}`);
    // A relative path is none in the URL standard. A slash in a name would become one between folders.
    return /%2f/i.test(rest) ? undefined : decodeURIComponent(rest);
  } catch {
    return undefined;
  }
}
