import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { indented } from './body-text.ts';
import { CommandError, EXIT } from './command-error.ts';
import { confirm, yesOption } from './confirm.ts';
import { addTimeFilter, chosen, type FilterOptions, filterOf } from './filter.ts';
import { shownIds, wholeId, wholeIds, wide } from './ids.ts';
import { eventType, id as idOf, ids as idsOf } from './option-parsers.ts';
import { limitOption, paginate, wideOption } from './paginate.ts';
import { addEditCommands } from './quarantine-edit.ts';
import { discardMatching, discardQuestion, replayMatching } from './quarantine-matching.ts';
import { table } from './table.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Quarantined = components['schemas']['Quarantined'];
type QuarantinedDetails = components['schemas']['QuarantinedDetails'];
type QuarantineFilter = components['schemas']['QuarantineFilter'];
type Incomplete = components['schemas']['Incomplete'];
type Violation = components['schemas']['Violation'];

interface QuarantineFilterOptions extends FilterOptions {
  readonly path?: string;
}

interface ListOptions extends QuarantineFilterOptions {
  readonly wide?: boolean;
  readonly json?: boolean;
  readonly limit: number;
}

interface ChangeOptions extends QuarantineFilterOptions {
  readonly json?: boolean;
  /** An event type. */
  readonly as?: string;
  readonly edited?: boolean;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly reason: string;
  readonly yes?: boolean;
}

/** `partner-webhooks quarantine`. */
export function quarantineCommand(terminal: Terminal): Command {
  const quarantine = new Command('quarantine').description('list, show, replay and discard rejected bodies');

  addQuarantineFilter(quarantine.command('list'))
    .description('list rejected bodies, newest first')
    .addOption(limitOption())
    .addOption(wideOption())
    .option('--json', 'one JSON object per line')
    .action(async (options: ListOptions) => list(await connect(terminal), terminal, options));

  quarantine
    .command('show')
    .argument('<id>', 'as `quarantine list` prints it', idOf)
    .description('show a rejected body and the reasons')
    .option('--json', 'as JSON')
    .option('--raw', 'with the body as it was sent, also on a terminal, where JSON is indented otherwise')
    .action(async (part: string, { json, raw }: { json?: boolean; raw?: boolean }) => {
      const { client } = await connect(terminal);
      const id = await wholeId(client, 'rejected body', part);
      const found = await dataOf(client.GET('/api/quarantine/{id}', { params: { path: { id } } }));
      await terminal.out(
        json ? `${JSON.stringify(found)}\n` : description(found, raw || terminal.columns === undefined),
      );
    });

  addQuarantineFilter(
    quarantine.command('replay').argument('[ids...]', 'as `quarantine list` prints them', idsOf),
  )
    .description('validate rejected bodies again, and receive those that are valid now')
    .option(
      '--as <event-type>',
      'validate them as this event type instead of the one of their path',
      eventType,
    )
    .option('--edited', 'replay the edited copies instead of what was sent; needs ids')
    .option('--all', 'all rejected bodies')
    .option('--dry-run', 'only print the outcome')
    .option('--json', 'as JSON')
    .addOption(yesOption())
    .action(async (ids: readonly string[] | undefined, options: ChangeOptions) =>
      replay(await connect(terminal), terminal, ids ?? [], options),
    );

  addQuarantineFilter(
    quarantine.command('discard').argument('[ids...]', 'as `quarantine list` prints them', idsOf),
  )
    .description('delete rejected bodies')
    .requiredOption('--reason <text>', 'why; it is written to the log of the receiver')
    .option('--all', 'all rejected bodies')
    .option('--dry-run', 'only print how many')
    .option('--json', 'as JSON')
    .addOption(yesOption())
    .action(async (ids: readonly string[] | undefined, options: ChangeOptions) =>
      discard(await connect(terminal), terminal, ids ?? [], options),
    );

  addEditCommands(quarantine, terminal);
  return quarantine;
}

function addQuarantineFilter(command: Command): Command {
  return addTimeFilter(command).option('--path <path>', 'only bodies sent to this path');
}

async function list({ client }: AdminConnection, terminal: Terminal, options: ListOptions): Promise<void> {
  const rejected: Quarantined[] = [];
  const items = paginate(options.limit, (page) =>
    dataOf(client.GET('/api/quarantine', { params: { query: { ...quarantineFilterOf(options), ...page } } })),
  );
  for await (const item of items) {
    if (options.json) await terminal.out(`${JSON.stringify(item)}\n`);
    else rejected.push(item);
  }
  if (options.json) return;
  const shownOn = options.wide ? wide(terminal) : terminal;
  const ids = shownIds(
    rejected.map(({ id }) => id),
    shownOn,
  );
  const rows = rejected.map((each, index) => row(each, ids[index] ?? each.id));
  await terminal.out(table(['ID', 'RECEIVED', 'BYTES', 'PATH', 'REASON'], rows, shownOn));
}

/** Exits with 1 if bodies stay in quarantine, so that scripts notice. */
async function replay(
  { client }: AdminConnection,
  terminal: Terminal,
  ids: readonly string[],
  options: ChangeOptions,
): Promise<void> {
  const which = chosen(ids, options, quarantineFilterOf(options));
  const as = options.as === undefined ? {} : { eventType: options.as };
  let invalid = 0;
  if ('filter' in which) {
    if (options.edited) throw new CommandError('--edited needs ids instead of a filter.', EXIT.usage);
    invalid = (await replayMatching(client, terminal, which.filter, options)).invalid;
  } else {
    if (options.dryRun) throw new CommandError('--dry-run needs a filter instead of ids.', EXIT.usage);
    const edited = options.edited ? { edited: true } : {};
    for (const id of await wholeIds(client, 'rejected body', which.ids)) {
      const params = { path: { id } };
      const outcome = await dataOf(
        client.POST('/api/quarantine/{id}/replay', { params, body: { ...as, ...edited } }),
      );
      if (outcome.outcome === 'invalid') invalid += 1;
      const text = [id, outcome.outcome, ...(outcome.reasons ?? []).map(reasonText)].join('  ');
      await terminal.out(options.json ? `${JSON.stringify(outcome)}\n` : `${sanitize(text)}\n`);
    }
  }
  if (invalid > 0) throw new CommandError(`${invalid} still invalid`, EXIT.failed);
}

async function discard(
  { client }: AdminConnection,
  terminal: Terminal,
  ids: readonly string[],
  options: ChangeOptions,
): Promise<void> {
  const { reason, dryRun = false } = options;
  const which = chosen(ids, options, quarantineFilterOf(options));
  if ('filter' in which) {
    return discardMatching(client, terminal, which.filter, options);
  }
  if (!dryRun) await confirm(terminal, options, () => discardQuestion(which.ids.length));
  for (const id of await wholeIds(client, 'rejected body', which.ids)) {
    const params = { path: { id } };
    const gone = await dataOf<Quarantined>(
      dryRun
        ? client.GET('/api/quarantine/{id}', { params })
        : client.POST('/api/quarantine/{id}/discard', { params, body: { reason } }),
    );
    const text = `${id} ${dryRun ? 'would be discarded' : 'discarded'}`;
    await terminal.out(options.json ? `${JSON.stringify(gone)}\n` : `${text}\n`);
  }
}

function quarantineFilterOf({ path, ...options }: QuarantineFilterOptions): QuarantineFilter {
  const { eventType, receivedFrom, receivedTo } = filterOf(options);
  return {
    ...(eventType !== undefined && { eventType }),
    ...(path !== undefined && { path }),
    ...(receivedFrom !== undefined && { receivedFrom }),
    ...(receivedTo !== undefined && { receivedTo }),
  };
}

/** Shows the reasons of the last validation. */
function row({ receivedAt, bytes, path, reasons, lastRevalidation }: Quarantined, id: string): string[] {
  const [first, ...others] = lastRevalidation?.reasons ?? reasons;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return [id, receivedAt, String(bytes), path, first ? reasonText(first) + more : ''];
}

function reasonText({ pointer, message }: Violation): string {
  return `${pointer || 'the body'} ${message}`;
}

function description(found: QuarantinedDetails, raw: boolean): string {
  const { id, method, path, eventType, contentType, contentEncoding, incomplete, receivedAt } = found;
  const facts = [
    ['Id', id],
    ['Method', method],
    ['Path', path],
    ['Type', eventType],
    ['Content', [contentType, contentEncoding].filter(Boolean).join(', ')],
    ['Received', receivedAt],
    ['Length', incomplete && lengthText(incomplete)],
    ['SHA-256', incomplete && `${incomplete.sha256} (of the ${incomplete.readBytes} bytes that were read)`],
    ...found.reasons.map((each) => ['Reason', reasonText(each)]),
    ...found.revalidations.flatMap(({ at, eventType: as, reasons }) =>
      reasons.map((each) => ['Again', `${at} ${as ? `as ${as}: ` : ''}${reasonText(each)}`]),
    ),
  ]
    .filter(([, value]) => value)
    .map(([name, value]) => `${name?.padEnd(8)} ${value}`);
  const shown =
    found.bodyEncoding === 'base64' ? `(base64) ${found.body}` : raw ? found.body : indented(found.body);
  return `${sanitize(facts.join('\n'))}\n\n${sanitize(shown)}\n`;
}

function lengthText({ readBytes, totalBytes }: Incomplete): string {
  const read = `the beginning is stored; ${readBytes} bytes were read`;
  return totalBytes === undefined ? read : `${read} of ${totalBytes}`;
}
