import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, dataOf } from '@partner-webhooks/admin-api/client';
import {
  type Discarded,
  discardInParts,
  type Replayed,
  replayInParts,
} from '@partner-webhooks/admin-api/in-parts';
import { CommandError, EXIT } from './command-error.ts';
import { confirm, counted } from './confirm.ts';
import { runInParts } from './run-in-parts.ts';
import type { Terminal } from './terminal.ts';

type QuarantineFilter = components['schemas']['QuarantineFilter'];

interface Options {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/**
 * Validates what a filter matches again in parts, and receives what is valid. Ctrl+C cancels it after the present part.
 *
 * @throws CommandError if it is cancelled.
 */
export async function replayMatching(
  client: AdminConnection['client'],
  terminal: Terminal,
  filter: QuarantineFilter,
  { as, json, dryRun = false, yes = false }: Options & { readonly as?: string },
): Promise<Replayed> {
  const { matched, receivedTo } = await count(client, filter);
  const replay = async (isDry: boolean) => {
    const { done, isCancelled } = await runInParts(terminal, validatedOf, (options) =>
      replayInParts(
        { ...filter, receivedTo },
        {
          ...options,
          async list(part, limit) {
            const query = { ...part, order: 'oldest', limit } as const;
            return (await dataOf(client.GET('/api/quarantine', { params: { query } }))).items;
          },
          replay(part) {
            const body = { filter: part, dryRun: isDry, ...(as !== undefined && { eventType: as }) };
            return dataOf(client.POST('/api/quarantine/replay', { body }));
          },
        },
      ),
    );
    if (isCancelled && done.matched < matched)
      throw new CommandError(
        `Cancelled. ${isDry ? 'Nothing was changed' : validatedOf(done)}.`,
        EXIT.interrupted,
      );
    return done;
  };

  if (!dryRun)
    await confirm(terminal, { yes }, async () => {
      const forecast = await replay(true);
      return `Validate ${counted(forecast.matched, 'body', 'bodies')} again and receive ${forecast.received}`;
    });
  const done = await replay(dryRun);
  await terminal.out(json ? `${JSON.stringify({ ...done, receivedTo })}\n` : `${validatedOf(done)}\n`);
  return done;
}

/**
 * Discards what a filter matches in parts. Ctrl+C cancels it after the present one.
 *
 * @throws CommandError if it is cancelled.
 */
export async function discardMatching(
  client: AdminConnection['client'],
  terminal: Terminal,
  filter: QuarantineFilter,
  { reason, json, dryRun = false, yes = false }: Options & { readonly reason: string },
): Promise<void> {
  const found = await count(client, filter, reason);
  const { matched, receivedTo } = found;
  if (dryRun) {
    await terminal.out(json ? `${JSON.stringify(found)}\n` : `${matched} would be discarded\n`);
    return;
  }
  await confirm(terminal, { yes }, () => discardQuestion(matched));
  const closed = { ...filter, receivedTo };
  const { done, isCancelled } = await runInParts(terminal, discardedOf, (options) =>
    discardInParts(matched, {
      ...options,
      discard: (limit) =>
        dataOf(client.POST('/api/quarantine/discard', { body: { filter: closed, limit, reason } })),
      count: async () => (await count(client, closed, reason)).matched,
    }),
  );
  await terminal.out(json ? `${JSON.stringify({ ...done, receivedTo })}\n` : `${discardedOf(done)}\n`);
  if (isCancelled && done.done < matched)
    throw new CommandError(`Cancelled. ${discardedOf(done)}.`, EXIT.interrupted);
}

/** Asks whether rejected bodies are to be deleted. */
export function discardQuestion(count: number): string {
  return `Delete ${counted(count, 'rejected body', 'rejected bodies')}`;
}

/** Counts what matches, which is less than validating it. What comes later is left out by its `receivedTo`. */
function count(client: AdminConnection['client'], filter: QuarantineFilter, reason = 'dry run') {
  return dataOf(client.POST('/api/quarantine/discard', { body: { filter, dryRun: true, reason } }));
}

function validatedOf({ matched, received, duplicates, invalid }: Replayed): string {
  return `${matched} validated: ${received} received, ${duplicates} duplicates, ${invalid} still invalid`;
}

function discardedOf({ done, matched }: Discarded): string {
  return `${done} of ${matched} discarded`;
}
