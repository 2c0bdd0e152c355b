import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { shownIds, wide } from './ids.ts';
import { storedEventType } from './option-parsers.ts';
import { wideOption } from './paginate.ts';
import { table } from './table.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Entry = components['schemas']['TimelineEntry'];
type Timeline = components['schemas']['Timeline'];

interface Options {
  readonly type?: string;
  readonly wide?: boolean;
  readonly json?: boolean;
}

/** `partner-webhooks timeline`. */
export function timelineCommand(terminal: Terminal): Command {
  return new Command('timeline')
    .description('show everything that is stored about a subject, oldest first')
    .argument('<subject>', 'for instance the id of a transfer')
    .option(
      '--type <event-type>',
      'of this event type (default: every event type that has notifications about the subject)',
      storedEventType,
    )
    .addOption(wideOption())
    .option('--json', 'one JSON object per event type and line')
    .action(async (subject: string, options: Options) => {
      const { client } = await connect(terminal);
      const eventTypes = options.type === undefined ? await eventTypesAbout(client, subject) : [options.type];
      const found: Timeline[] = [];
      for (const eventType of eventTypes)
        found.push(await dataOf(client.GET('/api/timeline', { params: { query: { eventType, subject } } })));
      const timelines = found.filter(({ items }) => items.length > 0);
      if (timelines.length === 0)
        throw new CommandError(
          `Nothing is stored about ${sanitize(subject)}.${options.type === undefined ? ' Give --type to search rejected bodies too.' : ''}`,
          EXIT.failed,
        );
      const text = options.json
        ? timelines.map((each) => `${JSON.stringify(each)}\n`).join('')
        : timelines.map((each) => description(each, options.wide ? wide(terminal) : terminal)).join('\n');
      await terminal.out(text);
    });
}

async function eventTypesAbout(
  client: AdminConnection['client'],
  subject: string,
): Promise<readonly string[]> {
  const query = { subject, limit: MAX_NOTIFICATIONS };
  const { items } = await dataOf(client.GET('/api/notifications', { params: { query } }));
  return [...new Set(items.map(({ eventType }) => eventType))].toSorted();
}

// One page: a subject has few, nearly always of one event type.
const MAX_NOTIFICATIONS = 500;

function description({ eventType, subject, items, isComplete }: Timeline, terminal: Terminal): string {
  const ids = shownIds(
    items.map(({ id }) => id),
    terminal,
  );
  const rows = items.map((entry, index) => [entry.at, ids[index] ?? entry.id, entry.kind, detail(entry)]);
  const left = isComplete ? '' : 'Only the newest 100 notifications are shown.\n';
  return `${sanitize(`${eventType} ${subject}`)}\n${table(['AT', 'ID', 'WHAT', ''], rows, terminal)}${left}`;
}

function detail({ state, observations = [], attempt, reason, reasons = [] }: Entry): string {
  const parts = [
    state && `now ${state}`,
    ...observations.map(({ pointer, kind }) => `${kind} at ${pointer}`),
    attempt && `${attempt.number}: ${attempt.outcome}${attempt.error ? `: ${attempt.error}` : ''}`,
    reason,
    ...reasons.map(({ pointer, message }) => `${pointer || 'the body'} ${message}`),
  ];
  return parts.filter(Boolean).join('; ');
}
