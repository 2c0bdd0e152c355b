import type { components } from '@partner-webhooks/admin-api';
import { type Clock, errorMessage, type Inbox, type JobRecord } from '@partner-webhooks/inbox';
import { HttpError } from '../http/errors.ts';
import type { Audit } from './audit.ts';
import type { Operations } from './operation.ts';
import { closed, paginate } from './paginate.ts';
import { parseNotificationFilter } from './serialize.ts';
import { withoutDamaged } from './without-damaged.ts';

type Job = components['schemas']['Job'];

/** The dependencies of jobs. */
export interface JobOperationsOptions {
  readonly inbox: Pick<
    Inbox,
    'notifications' | 'replay' | 'discard' | 'startJob' | 'saveJob' | 'cancelJob' | 'jobs' | 'check'
  >;
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>;
  /** Generates the ids of jobs. */
  readonly newRequestId: () => string;
  /** Called when notifications are pending. */
  readonly onPending: () => void;
  /** Aborted when the receiver stops: the job that runs is interrupted then. */
  readonly stopping: AbortSignal;
  /** Called with each job that begins. The inbox has to stay open until it has ended. */
  readonly onRunning: (job: Promise<void>) => void;
}

/**
 * The operations of the admin API on jobs. A job replays or discards all notifications that match a filter, page by page, and
 * is saved after some pages: it does not need the client that began it, and what it has done is known after a restart. One job
 * runs at a time.
 */
export function jobOperations(
  options: JobOperationsOptions,
): Operations<'startJob' | 'listJobs' | 'getJob' | 'cancelJob'> {
  const { inbox, clock, newRequestId } = options;
  let running: string | undefined;

  const all = async (): Promise<Job[]> =>
    (await inbox.jobs()).map((record) => serializeJob(record, running, clock.now()));

  const find = async (id: string): Promise<Job> => {
    const found = (await all()).find((job) => job.id === id);
    if (!found) throw new HttpError('UNKNOWN_ID');
    return found;
  };

  return {
    async startJob({ body: { action, filter, reason, limit }, operator, audit }) {
      if (action === 'discard' && reason === undefined) throw new HttpError('REASON_MISSING');
      if (running !== undefined) throw alreadyRunning(running);
      const id = newRequestId();
      running = id;
      const job = { id, action, filter, reason, limit, operator: operator.name };
      const createdAt = clock.now();
      try {
        const details = detailsOf(job, { matched: 0, done: 0 });
        const record = { id, state: 'running', createdAt, updatedAt: createdAt, details } as const;
        if (!(await inbox.startJob(record, new Date(createdAt.getTime() - LOST_AFTER_MS))))
          throw alreadyRunning((await all()).find(({ state }) => state === 'running')?.id);
      } catch (error) {
        running = undefined;
        throw error;
      }
      await audit(`${action} job started`, { job: id, filter, reason, limit });
      options.onRunning(
        run(job, createdAt, options, audit, () => {
          running = undefined;
        }),
      );
      return find(id);
    },

    listJobs: async () => ({ items: await all() }),
    getJob: ({ path: { id } }) => find(id),

    async cancelJob({ path: { id }, audit }) {
      const { state } = await find(id);
      if (!(await inbox.cancelJob(id)))
        throw new HttpError('CONFLICT', { problem: `The job is ${state} and cannot be cancelled.` });
      await audit('job cancelled', { job: id });
      return find(id);
    },
  };
}

/** The response to a job that is started while another one runs. */
function alreadyRunning(id = 'of another receiver'): HttpError {
  const problem = `Job ${id} is running. Cancel it, or wait until it has ended.`;
  return new HttpError('CONFLICT', { problem });
}

interface JobOfOperator {
  readonly id: string;
  readonly action: 'replay' | 'discard';
  readonly filter: components['schemas']['NotificationFilter'];
  readonly reason: string | undefined;
  /** The most notifications that it changes. */
  readonly limit: number | undefined;
  readonly operator: string;
}

interface Progress {
  total?: number;
  omitted?: number;
  matched: number;
  done: number;
  error?: string;
}

/** Never rejects. @param onEnded called when its end can be seen. Its entry in the audit log comes after that. */
async function run(
  job: JobOfOperator,
  createdAt: Date,
  { inbox, clock, onPending, stopping }: JobOperationsOptions,
  audit: Audit,
  onEnded: () => void,
): Promise<void> {
  const { id, action, reason = '', limit = Number.POSITIVE_INFINITY } = job;
  const filter = closed(parseNotificationFilter(job.filter), createdAt);
  const progress: Progress = { matched: 0, done: 0 };
  let savedMs = Number.NEGATIVE_INFINITY;

  const save = (state: JobRecord['state']): Promise<boolean> =>
    inbox.saveJob({ id, state, createdAt, updatedAt: clock.now(), details: detailsOf(job, progress) });

  /** @returns whether the job has to end. */
  const isEnding = async (): Promise<JobRecord['state'] | undefined> => {
    if (stopping.aborted) return 'interrupted';
    if (clock.monotonicMs() - savedMs < SAVE_INTERVAL_MS) return undefined;
    savedMs = clock.monotonicMs();
    return (await save('running')) ? 'cancelled' : undefined;
  };

  const pages = (most?: number) => paginate(inbox.notifications, filter, { limit: most });
  const act = (ids: readonly string[]) =>
    action === 'replay' ? inbox.replay(ids) : inbox.discard(ids, reason);

  const work = async (): Promise<JobRecord['state']> => {
    let total = 0;
    for await (const ids of pages()) {
      total += ids.length;
      const end = await isEnding();
      if (end) return end;
    }
    progress.total = Math.min(total, limit);
    if (total > limit) progress.omitted = total - limit;
    for await (const ids of pages(limit)) {
      const end = await isEnding();
      if (end) return end;
      progress.matched += ids.length;
      // More can match since the count, for instance because their handlers have failed.
      progress.total = Math.max(progress.total, progress.matched);
      progress.done += (await withoutDamaged(inbox, ids, act)).length;
      onPending();
    }
    return 'done';
  };

  const state = await work().catch((error: unknown): JobRecord['state'] => {
    progress.error = errorMessage(error);
    return 'failed';
  });
  // An inbox that is closed or unavailable keeps the last progress; readers see that it is no longer saved.
  await save(state).catch(() => {});
  onEnded();
  const { matched, done, omitted, error } = progress;
  await audit(`${action} job ended`, {
    job: id,
    state,
    matched,
    done,
    ...(omitted !== undefined && { omitted }),
    ...(error !== undefined && { error }),
  });
}

// Also how often it is seen whether the job has been cancelled.
const SAVE_INTERVAL_MS = 500;

// After so long without being saved, the process of a running job has ended.
const LOST_AFTER_MS = 30_000;

function detailsOf({ action, filter, reason, operator }: JobOfOperator, progress: Progress) {
  return { action, filter, ...(reason !== undefined && { reason }), operator, ...progress };
}

/** @param running the id of the job that this process runs. */
function serializeJob(
  { id, state, createdAt, updatedAt, details }: JobRecord,
  running: string | undefined,
  now: Date,
): Job {
  const isLost = state === 'running' && id !== running && now.getTime() - updatedAt.getTime() > LOST_AFTER_MS;
  return {
    id,
    state: isLost ? 'interrupted' : state,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    ...(details as Omit<Job, 'id' | 'state' | 'createdAt' | 'updatedAt'>),
  };
}
