import { type Clock, repeat, sleep } from '../clock.ts';
import type { Sender, SendResult } from '../sender.ts';
import { createLoadCounters, type Progress, type Totals } from './counters.ts';
import type { WorkItem } from './workload.ts';

export type { Progress } from './counters.ts';

/** How much is sent, and how fast. */
export interface LoadPlan {
  /**
   * Notifications per second, whether the receiver keeps up or not (open loop). Absent: each connection sends its next
   * notification when it has the response to the last (closed loop).
   */
  readonly rate?: number;
  readonly connections: number;
  /** The load ends after this many notifications, or after this many milliseconds. */
  readonly count: number;
  readonly milliseconds: number;
}

/** What a load depends on. */
interface LoadParts {
  readonly sender: Sender;
  readonly workload: Iterator<WorkItem, never>;
  readonly clock: Clock;
  /** Called once per second. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called for each notification, after its last attempt. */
  readonly onResult?: (send: CompletedSend) => void;
}

/** A notification that was sent, and the result. Times are those of the monotonic clock, in milliseconds. */
export interface CompletedSend {
  readonly item: WorkItem;
  readonly result: SendResult;
  readonly sentAt: number;
  readonly completedAt: number;
}

/** The result of a load. */
export interface LoadResult extends Totals {
  readonly loop: 'open' | 'closed';
  readonly connections: number;
  /** The rate that was requested; open loop only. */
  readonly rate?: number;
}

/** Sends a workload. @returns when every notification has its result. */
export async function runLoad(plan: LoadPlan, parts: LoadParts): Promise<LoadResult> {
  const { clock, onProgress, onResult } = parts;
  const { monotonicMs } = clock;
  const startedAt = monotonicMs();
  const counters = createLoadCounters();
  const send = async (dueAt?: number): Promise<void> => {
    const { value: item } = parts.workload.next();
    counters.begin();
    const sentAt = monotonicMs();
    const result = await parts.sender.send(item.request);
    const completedAt = monotonicMs();
    counters.add(result, completedAt - (dueAt ?? sentAt));
    onResult?.({ item, result, sentAt, completedAt });
  };
  const elapsedSeconds = () => (monotonicMs() - startedAt) / 1_000;
  const stopProgress = repeat(clock, 1_000, () => onProgress?.(counters.progress(elapsedSeconds())));
  const { rate } = plan;
  if (rate === undefined) await closedLoop(plan, clock, startedAt, send);
  else await openLoop({ ...plan, rate }, clock, startedAt, send);
  stopProgress();
  return {
    loop: rate === undefined ? 'closed' : 'open',
    connections: plan.connections,
    ...(rate !== undefined && { rate }),
    ...counters.totals(elapsedSeconds()),
  };
}

async function closedLoop(
  { connections, count, milliseconds }: LoadPlan,
  { monotonicMs }: Clock,
  startedAt: number,
  send: () => Promise<void>,
): Promise<void> {
  let sent = 0;
  const oneConnection = async () => {
    while (sent < count && monotonicMs() - startedAt < milliseconds) {
      sent += 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: connections }, oneConnection));
}

async function openLoop(
  { rate, count, milliseconds }: LoadPlan & { readonly rate: number },
  clock: Clock,
  startedAt: number,
  send: (dueAt: number) => Promise<void>,
): Promise<void> {
  const interval = 1_000 / rate;
  const total = Math.min(count, Math.floor(milliseconds / interval));
  const inFlight = new Set<Promise<void>>();
  for (let sent = 0; sent < total; ) {
    for (
      let dueAt = startedAt + sent * interval;
      sent < total && dueAt <= clock.monotonicMs();
      dueAt += interval
    ) {
      const sending = send(dueAt).finally(() => inFlight.delete(sending));
      inFlight.add(sending);
      sent += 1;
    }
    await sleep(clock, 1);
  }
  await Promise.all(inFlight);
}
