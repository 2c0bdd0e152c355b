import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { indented } from './body-text.ts';
import { confirm, confirmed, counted, yesOption } from './confirm.ts';
import { addCopyCommand } from './copy.ts';
import { exportNotifications } from './export.ts';
import { addFileCommands } from './file.ts';
import { addNotificationFilter, chosen, type FilterOptions, filterOf } from './filter.ts';
import { type FollowOptions, follow } from './follow.ts';
import { shownIds, wholeId, wholeIds, wide } from './ids.ts';
import { runJob } from './job.ts';
import { id as idOf, ids as idsOf, storedEventType } from './option-parsers.ts';
import { limitOption, paginate, wideOption } from './paginate.ts';
import { table } from './table.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Notification = components['schemas']['Notification'];
type NotificationDetails = components['schemas']['NotificationDetails'];

interface ListOptions extends FilterOptions {
  readonly json?: boolean;
  readonly limit: number;
  readonly oldest?: boolean;
  readonly wide?: boolean;
}

interface ShowOptions {
  readonly json?: boolean;
  readonly body?: boolean;
  readonly raw?: boolean;
}

interface ChangeOptions extends FilterOptions {
  readonly json?: boolean;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly reason: string;
  readonly yes?: boolean;
}

/** `partner-webhooks inbox`. */
export function inboxCommand(terminal: Terminal): Command {
  const inbox = new Command('inbox').description('list, show, replay and discard notifications');

  addNotificationFilter(inbox.command('list'))
    .description('list notifications, newest first')
    .addOption(limitOption())
    .option('--oldest', 'oldest first')
    .addOption(wideOption())
    .option('--json', 'one JSON object per line')
    .action(async (options: ListOptions) => list(await connect(terminal), terminal, options));

  inbox
    .command('show')
    .argument('<id>', 'as `inbox list` prints it', idOf)
    .description('show a notification with its body, its deliveries and its attempts')
    .option('--json', 'as JSON')
    .option('--body', 'only the body, as it was received')
    .option('--raw', 'with the body as it was received, also on a terminal, where JSON is indented otherwise')
    .action(async (part: string, options: ShowOptions) => {
      const { client } = await connect(terminal);
      const id = await wholeId(client, 'notification', part);
      const found = await dataOf(client.GET('/api/notifications/{id}', { params: { path: { id } } }));
      if (options.body) await terminal.out(bodyOf(found));
      else if (options.json) await terminal.out(`${JSON.stringify(found)}\n`);
      else await terminal.out(description(found, terminal, options));
    });

  addNotificationFilter(inbox.command('replay').argument('[ids...]', 'as `inbox list` prints them', idsOf))
    .description('queue notifications to be handled again')
    .option('--all', 'all notifications')
    .option('--dry-run', 'only print how many')
    .option('--json', 'as JSON')
    .addOption(yesOption())
    .action(async (ids: readonly string[] | undefined, options: ChangeOptions) =>
      change(await connect(terminal), terminal, ids ?? [], options, 'replay'),
    );

  addNotificationFilter(inbox.command('discard').argument('[ids...]', 'as `inbox list` prints them', idsOf))
    .description('exclude pending or dead notifications from handling')
    .requiredOption('--reason <text>', 'why; it is stored with the notification')
    .option('--all', 'all notifications')
    .option('--dry-run', 'only print how many')
    .option('--json', 'as JSON')
    .addOption(yesOption())
    .action(async (ids: readonly string[] | undefined, options: ChangeOptions) =>
      change(await connect(terminal), terminal, ids ?? [], options, 'discard'),
    );

  addNotificationFilter(inbox.command('export'))
    .description('print notifications with their bodies, one JSON object per line, oldest first')
    .action(async (options: FilterOptions) =>
      exportNotifications(await connect(terminal), terminal, options),
    );

  inbox
    .command('follow')
    .description('print changes of the inbox as they happen')
    .option('--type <event-type>', 'only of this event type', storedEventType)
    .option('--json', 'one JSON object per line')
    .option('--no-reconnect', 'end with exit code 3 when the connection is lost, instead of connecting again')
    .action(async (options: FollowOptions) => follow(await connect(terminal), terminal, options));

  addFileCommands(inbox, terminal);
  addCopyCommand(inbox, terminal);
  return inbox;
}

async function list({ client }: AdminConnection, terminal: Terminal, options: ListOptions): Promise<void> {
  const query = { ...filterOf(options), order: options.oldest ? 'oldest' : 'newest' } as const;
  const found: Notification[] = [];
  const items = paginate(options.limit, (page) =>
    dataOf(client.GET('/api/notifications', { params: { query: { ...query, ...page } } })),
  );
  for await (const item of items) {
    if (options.json) await terminal.out(`${JSON.stringify(item)}\n`);
    else found.push(item);
  }
  if (options.json) return;
  const shownOn = options.wide ? wide(terminal) : terminal;
  const ids = shownIds(
    found.map(({ id }) => id),
    shownOn,
  );
  const rows = found.map((each, index) => row(each, ids[index] ?? each.id));
  await terminal.out(
    table(['ID', 'RECEIVED', 'STATE', 'TRIES', 'SENT', 'EVENT TYPE', 'SUBJECT'], rows, shownOn),
  );
}

async function change(
  connection: AdminConnection,
  terminal: Terminal,
  ids: readonly string[],
  options: ChangeOptions,
  action: 'replay' | 'discard',
): Promise<void> {
  const { client } = connection;
  const { reason, dryRun = false } = options;
  const which = chosen(ids, options, filterOf(options));
  if ('filter' in which) {
    const { filter } = which;
    if (dryRun) {
      const found = await dataOf(client.POST('/api/notifications/replay', { body: { filter, dryRun } }));
      const text = `${found.matched} would be ${action}ed`;
      return terminal.out(options.json ? `${JSON.stringify(found)}\n` : `${text}\n`);
    }
    const found = await confirmed(terminal, options, async () => {
      const body = { filter, dryRun: true };
      const count = await dataOf(client.POST('/api/notifications/replay', { body }));
      return [questionOf(action, count.matched), count];
    });
    // What was counted, and nothing that matches only since.
    const bound = found && { filter: { ...filter, receivedTo: found.receivedTo }, limit: found.matched };
    const request = { action, filter, ...bound, ...(action === 'discard' && { reason }) };
    const { matched, done } = await runJob(connection, terminal, request);
    const text = `${done} of ${matched} ${action}ed`;
    await terminal.out(options.json ? `${JSON.stringify({ matched, done })}\n` : `${text}\n`);
    return;
  }
  if (action === 'discard' && !dryRun)
    await confirm(terminal, options, () => questionOf(action, which.ids.length));
  for (const id of await wholeIds(client, 'notification', which.ids)) {
    const params = { path: { id } };
    const changed = await dataOf<Notification>(
      dryRun
        ? client.GET('/api/notifications/{id}', { params })
        : action === 'replay'
          ? client.POST('/api/notifications/{id}/replay', { params })
          : client.POST('/api/notifications/{id}/discard', { params, body: { reason } }),
    );
    const text = `${id} ${dryRun ? `would be ${action}ed` : `${action}ed`}`;
    await terminal.out(options.json ? `${JSON.stringify(changed)}\n` : `${text}\n`);
  }
}

function questionOf(action: 'replay' | 'discard', count: number): string {
  return `${action === 'replay' ? 'Replay' : 'Discard'} ${counted(count, 'notification')}`;
}

function row(notification: Notification, id: string) {
  const { receivedAt, state, attempts, deliveries, eventType, subject, unreadable } = notification;
  const shown = unreadable === undefined ? state : 'unreadable';
  return [id, receivedAt, shown, String(attempts), String(deliveries), eventType, subject ?? ''];
}

function description(found: NotificationDetails, terminal: Terminal, { raw = false }: ShowOptions): string {
  const { id, eventType, subject, state, deliveries, replays, replayedBy, dueAt, completedAt } = found;
  const { error, discarded, unreadable, repeats, pause } = found;
  const facts: [string, string | undefined][] = [
    ['Id', id],
    ['Event type', eventType],
    ['Subject', subject],
    ['State', state],
    ['Due at', dueAt],
    ['Completed at', completedAt],
    ['Error', error],
    ['Unreadable', unreadable],
    ['Repeats', repeats],
    ['Paused', pause && `since ${pause.pausedAt}${pause.reason ? `: ${pause.reason}` : ''}`],
    ['Discarded', discarded && `${discarded.at}: ${discarded.reason}`],
    ['Replays', replays > 0 ? `${replays}, the last by ${replayedBy ?? 'operator'}` : undefined],
    ['Received', `${deliveries === 1 ? 'once' : `${deliveries} times`}: ${found.deliveryTimes.join(', ')}`],
  ];
  const lines = facts.flatMap(([name, value]) => (value ? [`${name.padEnd(14)}${sanitize(value)}\n`] : []));
  const attempts = found.attemptHistory.map(({ number, outcome, startedAt, endedAt, error: why }) => [
    String(number),
    outcome,
    startedAt,
    endedAt ?? '',
    why ?? '',
  ]);
  const history = table(['ATTEMPT', 'OUTCOME', 'STARTED', 'ENDED', 'ERROR'], attempts, terminal);
  const body = raw || terminal.columns === undefined ? bodyOf(found) : indented(bodyOf(found));
  return `${lines.join('')}\n${history}\n${sanitize(body)}\n`;
}

function bodyOf({ body, bodyEncoding }: NotificationDetails): string {
  return bodyEncoding === 'base64' ? Buffer.from(body, 'base64').toString('latin1') : body;
}
