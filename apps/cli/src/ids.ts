import type { AdminConnection } from '@partner-webhooks/admin-api/client';
import { dataOf } from '@partner-webhooks/admin-api/client';
import { CommandError, EXIT } from './command-error.ts';
import { isBeginning, isEnd, isWhole } from './id-shape.ts';
import { type PageQuery, paginate } from './paginate.ts';
import type { Terminal } from './terminal.ts';

type Client = AdminConnection['client'];

/** What has ids. */
export type WithId = 'notification' | 'rejected body' | 'job';

/**
 * The whole ids of what parts of ids name.
 *
 * @throws CommandError if a part names nothing, or more than one.
 */
export async function wholeIds(
  client: Client,
  what: WithId,
  parts: readonly string[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const part of parts) ids.push(await wholeId(client, what, part));
  return ids;
}

/** The same for one. */
export async function wholeId(client: Client, what: WithId, part: string): Promise<string> {
  if (isWhole(part)) return part;
  const found = new Set<string>();
  for await (const { id } of candidates(client, what, part)) {
    if (id.startsWith(part) || id.endsWith(part)) found.add(id);
    if (found.size > MAX_LISTED) break;
  }
  const [id, ...others] = found;
  if (id !== undefined && others.length === 0) return id;
  if (id === undefined)
    throw new CommandError(
      `Expected the beginning or the end of the id of a ${what}, found none with ${part}. An end is looked for among the newest ${MAX_SEARCHED}: give the beginning or the whole id.`,
      EXIT.failed,
    );
  const listed = [...found].slice(0, MAX_LISTED).map((each) => `  ${each}\n`);
  const more = found.size > MAX_LISTED ? '  and others\n' : '';
  throw new CommandError(
    `Expected more of the id: several begin or end with ${part}:\n${listed.join('')}${more}`.trimEnd(),
    EXIT.usage,
  );
}

const MAX_LISTED = 5;
const MAX_SEARCHED = 10_000;

async function* candidates(
  client: Client,
  what: WithId,
  part: string,
): AsyncGenerator<{ readonly id: string }> {
  if (what === 'job') {
    yield* (await dataOf(client.GET('/api/jobs'))).items;
    return;
  }
  if (what === 'rejected body') {
    yield* paginate(MAX_SEARCHED, (query) => dataOf(client.GET('/api/quarantine', { params: { query } })));
    return;
  }
  const list = (more: { readonly text?: string }) =>
    paginate(MAX_SEARCHED, (page: PageQuery) =>
      dataOf(client.GET('/api/notifications', { params: { query: { ...more, ...page } } })),
    );
  // The search index has whole ids, and finds what begins with a term.
  if (isBeginning(part)) yield* list({ text: part });
  if (isEnd(part)) yield* list({});
}

/**
 * Ids as a table shows them: on a terminal the beginning that tells them from each other, otherwise whole.
 *
 * @returns the shown ones, in the same order.
 */
export function shownIds(ids: readonly string[], { columns }: Pick<Terminal, 'columns'>): readonly string[] {
  if (columns === undefined) return ids;
  const whole = new Set(ids);
  const chars = LENGTHS.find((length) => new Set(ids.map((id) => id.slice(0, length))).size === whole.size);
  return ids.map((id) => id.slice(0, chars));
}

// Whole parts of a UUID. The first is the millisecond.
const LENGTHS = [13, 18, 23] as const;

/** A terminal of any width, for `--wide`. */
export function wide(terminal: Terminal): Terminal {
  const { columns: _columns, ...others } = terminal;
  return { ...others, environment: terminal.environment };
}
