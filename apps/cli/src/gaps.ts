import { type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import {
  EVENT_TYPES_WITH_LIFECYCLE,
  type Gap,
  gapSentence,
  openGapFinder,
  seenStatus,
} from '@partner-webhooks/lifecycle';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { addTimeFilter, type FilterOptions, filterOf } from './filter.ts';
import { eventType, longDuration } from './option-parsers.ts';
import { paginate } from './paginate.ts';
import { table } from './table.ts';
import { sanitize, type Terminal } from './terminal.ts';

interface Options extends Pick<FilterOptions, 'type' | 'from' | 'to'> {
  readonly waiting: number;
  readonly json?: boolean;
}

/** `partner-webhooks gaps`. */
export function gapsCommand(terminal: Terminal): Command {
  // Only the contract's have a lifecycle.
  return addTimeFilter(new Command('gaps'), eventType)
    .description('find notifications that may never have arrived, by the lifecycles of the contract')
    .option(
      '--waiting <duration>',
      'how long a subject may stay in a status that is not final',
      longDuration,
      WEEK_MS,
    )
    .option('--json', 'one JSON object per line')
    .addHelpText('after', HELP)
    .action(async (options: Options) => findGaps(await connect(terminal), terminal, options));
}

const WEEK_MS = 7 * 86_400_000;

const HELP = `
Exits with 1 if there is one. What a contract does not say of a status is unknown, and shows nothing. Notifications that
retention has removed, or that --from and --to leave out, are missing too.`;

async function findGaps(
  { client }: AdminConnection,
  terminal: Terminal,
  { waiting, json, ...options }: Options,
): Promise<void> {
  const finder = openGapFinder({ lifecycles, waitingMs: waiting, now: new Date() });
  const { eventType: only, ...range } = filterOf(options);
  let unreadable = 0;
  for (const eventType of EVENT_TYPES_WITH_LIFECYCLE) {
    if (only !== undefined && only !== eventType) continue;
    const query = { ...range, eventType, order: 'oldest', withBody: true } as const;
    const items = paginate(Number.POSITIVE_INFINITY, (page) =>
      dataOf(client.GET('/api/notifications', { params: { query: { ...query, ...page } } })),
    );
    for await (const item of items) {
      const seen = seenStatus(item);
      if (seen === 'unreadable') unreadable += 1;
      else if (seen) finder.add(seen);
    }
  }
  const gaps = finder.gaps();
  if (json) for (const gap of gaps) await terminal.out(`${JSON.stringify(gap)}\n`);
  else if (gaps.length === 0) await terminal.out('No gap found.\n');
  else await terminal.out(table(['SINCE', 'EVENT TYPE', 'SUBJECT', 'WHAT'], gaps.map(row), terminal));
  if (unreadable > 0) terminal.err(`${unreadable} notifications could not be read.\n`);
  if (gaps.length > 0)
    throw new CommandError(`${gaps.length} ${gaps.length === 1 ? 'gap' : 'gaps'} found`, EXIT.failed);
}

function row(gap: Gap): string[] {
  return [gap.receivedAt.toISOString(), gap.eventType, sanitize(gap.subject), sanitize(gapSentence(gap))];
}
