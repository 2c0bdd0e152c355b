import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// The ledger that the handlers of traced-receiver.ts keep: an entry and a sum for each notification. Nothing in it keeps a
// notification from being added twice.

const TABLES = `
  CREATE TABLE app_entry (id text NOT NULL, account text NOT NULL, cents integer NOT NULL);
  CREATE TABLE app_account (account text PRIMARY KEY, cents integer NOT NULL, entries integer NOT NULL);`;

/** Its entries, and what differs between them and the accounts: nothing, or one row for each account that is wrong. */
export const ENTRIES = 'SELECT id FROM app_entry ORDER BY id';
export const DIFFERENCES = `
  SELECT app_account.account, app_account.cents, app_account.entries, count(app_entry.id) AS found
  FROM app_account LEFT JOIN app_entry ON app_entry.account = app_account.account
  GROUP BY app_account.account, app_account.cents, app_account.entries
  HAVING app_account.entries <> count(app_entry.id) OR app_account.cents <> 7 * count(app_entry.id)`;

/** Writes the migrations that make it. @returns the settings of a receiver that keeps it. */
export async function ledgerSettings(folder: string): Promise<Record<string, string>> {
  const migrations = join(folder, 'migrations');
  for (const store of ['sqlite', 'postgres']) {
    await mkdir(join(migrations, store), { recursive: true });
    await writeFile(join(migrations, store, '0001-ledger.sql'), TABLES);
  }
  return { MIGRATIONS_FOLDER: migrations, HANDLER_TIMEOUT: '400ms', HANDLER_MAX_ATTEMPTS: '100' };
}

/**
 * Finds calls of handlers for one subject that ran at the same time.
 *
 * @param lines of the file `calls`: `begin` and `end` of each call, `lost` if its lease has expired, and `gone` before a process is
 * killed or frozen, after which its calls no longer count. A process that the machine does not let run for longer than its leases
 * notices afterwards that it has lost them: what has lost its lease does not count either, and cannot complete.
 */
export function overlaps(lines: readonly string[]): string[] {
  const lost = new Set(lines.filter((line) => line.startsWith('lost ')).map((line) => callOf(line)));
  const running = new Map<string, { readonly call: string; readonly pid: string }>();
  const found: string[] = [];
  for (const line of lines) {
    const [what, subject = '', , pid = ''] = line.split(' ');
    const call = callOf(line);
    if (what === 'begin' && !lost.has(call)) {
      const other = running.get(subject);
      if (other) found.push(`${subject}: ${other.call} and ${call}`);
      running.set(subject, { call, pid });
    }
    if (what === 'end' && running.get(subject)?.call === call) running.delete(subject);
    if (what !== 'gone') continue;
    for (const [each, { pid }] of running) if (pid === subject) running.delete(each);
  }
  return found;
}

function callOf(line: string): string {
  const [, , id, pid, attempt] = line.split(' ');
  return `${id} ${pid} ${attempt}`;
}
