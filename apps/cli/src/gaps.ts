import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import { type Gap, openGapFinder, type SeenStatus } from '@partner-webhooks/lifecycle';
import { EVENT_TYPES, type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { addTimeFilter, type FilterOptions, filterOf } from './filter.ts';
import { eventType, longDuration } from './option-parsers.ts';
import { paginate } from './paginate.ts';
import { table } from './table.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Notification = components['schemas']['Notification'];

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
  for (const eventType of EVENT_TYPES) {
    if (!lifecycles[eventType] || (only !== undefined && only !== eventType)) continue;
    const query = { ...range, eventType, order: 'oldest', withBody: true } as const;
    const items = paginate(Number.POSITIVE_INFINITY, (page) =>
      dataOf(client.GET('/api/notifications', { params: { query: { ...query, ...page } } })),
    );
    for await (const item of items) {
      const seen = seenStatus(eventType, item);
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

/** The status of which a notification tells; `undefined` if it has none. */
function seenStatus(
  eventType: EventType,
  { subject, receivedAt, body, bodyEncoding }: Notification,
): SeenStatus | 'unreadable' | undefined {
  const lifecycle = lifecycles[eventType];
  if (!lifecycle || subject === undefined) return undefined;
  if (body === undefined) return 'unreadable';
  const payload = parsed(bodyEncoding === 'base64' ? Buffer.from(body, 'base64').toString() : body);
  if (!payload) return 'unreadable';
  const status = payload[lifecycle.property];
  // A rejected change has none.
  if (typeof status !== 'string') return undefined;
  const { occurredAt: clock }: RegistryEntry = registry[eventType];
  const occurredAt = clock === undefined ? undefined : new Date(String(payload[clock]));
  const isTimed = occurredAt !== undefined && !Number.isNaN(occurredAt.getTime());
  return {
    ...{ eventType, subject, status, receivedAt: new Date(receivedAt) },
    ...(isTimed && { occurredAt }),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function row(gap: Gap): string[] {
  return [gap.receivedAt.toISOString(), gap.eventType, sanitize(gap.subject), sanitize(sentence(gap))];
}

function sentence(gap: Gap): string {
  switch (gap.kind) {
    case 'waiting':
      return `is ${gap.status}; expected next: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'no-beginning':
      return `begins with ${gap.status}; expected first: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'skipped':
      return `went from ${gap.from} to ${gap.to}; expected between: ${gap.expected.join(', ')}${hint(gap)}`;
    case 'new-transition':
      return `went from ${gap.from} to ${gap.to}, which was never seen before`;
  }
}

function hint({ certainty }: Extract<Gap, { certainty: unknown }>): string {
  return certainty === 'inferred' ? ' (inferred)' : '';
}
