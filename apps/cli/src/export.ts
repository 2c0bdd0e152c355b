import { type AdminConnection, dataOf } from '@partner-webhooks/admin-api/client';
import { CommandError, EXIT } from './command-error.ts';
import { counted } from './confirm.ts';
import { type FilterOptions, filterOf } from './filter.ts';
import { watchInterrupt } from './interrupt.ts';
import { paginate } from './paginate.ts';
import { createProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints notifications with their bodies, oldest first, and how many if that takes long. Ctrl+C ends it after a whole line.
 *
 * @throws CommandError if it is cancelled.
 */
export async function exportNotifications(
  { client }: AdminConnection,
  terminal: Terminal,
  options: FilterOptions,
): Promise<void> {
  const query = { ...filterOf(options), order: 'oldest' } as const;
  const items = paginate(Number.POSITIVE_INFINITY, (page) =>
    dataOf(client.GET('/api/notifications', { params: { query: { ...query, ...page } } })),
  );
  const line = createProgressLine(terminal);
  const interrupt = watchInterrupt();
  const startedAt = terminal.clock.monotonicMs();
  let exported = 0;
  try {
    for await (const { id, receivedAt } of items) {
      if (interrupt.isRequested())
        throw new CommandError(
          `Cancelled: ${counted(exported, 'notification')} exported, the next was received at ${receivedAt}.`,
          EXIT.interrupted,
        );
      const pending = client.GET('/api/notifications/{id}', { params: { path: { id } } });
      const { response } = await pending.catch(() => ({ response: undefined }));
      // Retention may have removed it since it was listed.
      if (response?.status === 404) continue;
      await terminal.out(`${JSON.stringify(await dataOf(pending))}\n`);
      exported += 1;
      // On a terminal the notifications themselves show the progress.
      if (terminal.columns === undefined)
        line.show(() => {
          const seconds = (terminal.clock.monotonicMs() - startedAt) / 1_000;
          const perSecond = Math.round(exported / seconds).toLocaleString('en');
          return `${exported.toLocaleString('en')} exported, up to ${receivedAt}, ${perSecond}/s`;
        });
    }
  } finally {
    interrupt.end();
    line.end();
  }
}
