import { setTimeout as wait } from 'node:timers/promises';
import type { components } from '@partner-webhooks/admin-api';
import { AdminApiError, type AdminConnection, connect, dataOf } from '@partner-webhooks/admin-api/client';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { shownIds, wholeId, wide } from './ids.ts';
import { id as idOf } from './option-parsers.ts';
import { wideOption } from './paginate.ts';
import { createProgressLine } from './progress-line.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

type Job = components['schemas']['Job'];

/** What a job does. */
export interface JobRequest {
  readonly action: Job['action'];
  readonly filter: Job['filter'];
  readonly reason?: string;
  /** The most notifications that it changes. */
  readonly limit?: number;
}

/**
 * Runs a job and waits for its end, also while the receiver is restarted. It shows the progress if that takes long. An interrupt
 * (Ctrl+C) cancels the job.
 *
 * @throws CommandError if it ends otherwise than by having done everything, or if the receiver does not respond any more.
 */
export async function runJob(
  { client }: AdminConnection,
  terminal: Terminal,
  { action, filter, reason, limit }: JobRequest,
): Promise<Job> {
  const body = {
    ...{ action, filter },
    ...(reason !== undefined && { reason }),
    ...(limit !== undefined && { limit }),
  };
  let job = await dataOf(client.POST('/api/jobs', { body }));
  const params = { path: { id: job.id } };
  const line = createProgressLine(terminal, MAX_DELAY_MS);
  let isInterrupted = false;
  let isCancelled = false;
  const cancel = async () => {
    isCancelled = await client.POST('/api/jobs/{id}/cancel', { params }).then(
      ({ response }) => response.ok,
      () => false,
    );
  };
  const interrupt = () => {
    isInterrupted = true;
    terminal.err('Cancelling the job. What it has done stays.\n');
    void cancel();
  };
  process.once('SIGINT', interrupt);
  let lostMs: number | undefined;
  try {
    for (
      let delayMs = FIRST_DELAY_MS;
      job.state === 'running';
      delayMs = Math.min(2 * delayMs, MAX_DELAY_MS)
    ) {
      await wait(delayMs);
      try {
        job = await dataOf(client.GET('/api/jobs/{id}', { params }));
        lostMs = undefined;
      } catch (error) {
        lostMs ??= terminal.clock.monotonicMs();
        throwUnlessRestarting(error, job.id, terminal.clock.monotonicMs() - lostMs);
        continue;
      }
      line.show(() => progressOf(job));
      // The request to cancel it may have been lost.
      if (isInterrupted && !isCancelled && job.state === 'running') await cancel();
    }
  } finally {
    line.end();
    process.off('SIGINT', interrupt);
  }
  if (job.omitted !== undefined)
    terminal.err(`${job.omitted} matched besides those that were counted, and stay as they are.\n`);
  if (job.state === 'done') return job;
  const why = job.error === undefined ? '' : `: ${job.error}`;
  throw new CommandError(
    `The job is ${job.state}${why}. ${progressOf(job)}.`,
    isInterrupted ? EXIT.interrupted : EXIT.failed,
  );
}

/** `partner-webhooks jobs`. */
export function jobsCommand(terminal: Terminal): Command {
  const jobs = new Command('jobs')
    .description('list what replays and discards notifications in the background, newest first')
    .option('--json', 'one JSON object per line')
    .addOption(wideOption())
    .action(async (options: { json?: boolean; wide?: boolean }) => {
      const { client } = await connect(terminal);
      const { items } = await dataOf(client.GET('/api/jobs'));
      if (options.json) return terminal.out(items.map((each) => `${JSON.stringify(each)}\n`).join(''));
      const shownOn = options.wide ? wide(terminal) : terminal;
      const ids = shownIds(
        items.map(({ id }) => id),
        shownOn,
      );
      const rows = items.map((job, index) => [
        ids[index] ?? job.id,
        job.createdAt,
        job.operator,
        job.action,
        job.state,
        progressOf(job),
      ]);
      await terminal.out(table(['ID', 'STARTED', 'OPERATOR', 'ACTION', 'STATE', 'PROGRESS'], rows, shownOn));
    });
  jobs
    .command('cancel')
    .argument('<id>', 'as `jobs` prints it', idOf)
    .description('end a job; what it has done stays')
    .action(async (part: string) => {
      const { client } = await connect(terminal);
      const id = await wholeId(client, 'job', part);
      const { state } = await dataOf(client.POST('/api/jobs/{id}/cancel', { params: { path: { id } } }));
      await terminal.out(`${id} ${state === 'running' ? 'will be cancelled' : state}\n`);
    });
  return jobs;
}

/** A receiver that is restarted does not respond for some seconds. The job is interrupted then, or goes on in another receiver. */
function throwUnlessRestarting(error: unknown, id: string, lostForMs: number): void {
  if (!(error instanceof AdminApiError) || error.failure !== 'unreachable') throw error;
  if (lostForMs < MAX_LOST_MS) return;
  throw new CommandError(
    `${error.message}\nThe job ${id} goes on if its receiver does: \`partner-webhooks jobs\` lists it.`,
    EXIT.unreachable,
  );
}

function progressOf({ action, total, matched, done }: Job): string {
  return `${done} of ${total ?? matched} ${action}ed`;
}

const FIRST_DELAY_MS = 25;
const MAX_DELAY_MS = 1_600;
const MAX_LOST_MS = 30_000;
