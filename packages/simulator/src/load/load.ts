import type { Answer, Sender } from '../sender.ts';
import { createLatencyRecorder, type Latency, type LatencyRecorder } from './latency.ts';
import type { WorkItem } from './workload.ts';

/** How much is sent, and how fast. */
export interface LoadPlan {
  /**
   * Notifications a second, whether the receiver keeps up or not (open loop). Absent: each connection sends its next
   * notification when it has the answer to the last (closed loop).
   */
  readonly rate?: number;
  readonly connections: number;
  /** It ends when so many have been sent, or when so many milliseconds are over. */
  readonly count: number;
  readonly milliseconds: number;
}

/** What a load works with. */
interface LoadParts {
  readonly sender: Sender;
  readonly workload: Iterator<WorkItem, never>;
  /** Milliseconds of a clock that never goes back. */
  readonly ticks: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Calls back again and again, until it is told not to. */
  readonly every: (milliseconds: number, callback: () => void) => () => void;
  /** Told each second how it goes. */
  readonly onProgress?: (progress: Progress) => void;
  /** Told of every answer. */
  readonly onAnswer?: (sent: SentItem) => void;
}

/** How the last second went. */
export interface Progress {
  readonly seconds: number;
  readonly perSecond: number;
  /** Milliseconds; absent where nothing was answered. */
  readonly p99?: number;
  /** How many have no answer yet. At a fixed rate it grows where the receiver does not keep up. */
  readonly waiting: number;
  /** How many have not been acknowledged, since the beginning. */
  readonly unacknowledged: number;
}

/** A notification that was sent, and what came of it. */
export interface SentItem {
  readonly item: WorkItem;
  readonly answer: Answer;
  /** Ticks. */
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** What a load came to. */
export interface LoadResult {
  readonly loop: 'open' | 'closed';
  readonly connections: number;
  /** What was asked for; open loop only. */
  readonly rate?: number;
  readonly seconds: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly acknowledgedPerSecond: number;
  /** How many nobody answered, as the last word. */
  readonly unanswered: number;
  readonly retries: number;
  /** How often each status, or each failure, was the last word. */
  readonly answers: Readonly<Record<string, number>>;
  /**
   * Open loop: from the moment at which the notification was due, so that a stall counts for all that it held up. Closed
   * loop: from the moment at which it was sent; what would have been sent during a stall is not in it.
   */
  readonly latency: Latency;
}

/** Sends a workload. @returns when every notification has its answer. */
export async function runLoad(plan: LoadPlan, parts: LoadParts): Promise<LoadResult> {
  const { ticks, every, onProgress, onAnswer } = parts;
  const startedAt = ticks();
  const tally = createTally();
  const send = async (dueAt?: number): Promise<void> => {
    const { value: item } = parts.workload.next();
    tally.begin();
    const sentAt = ticks();
    const answer = await parts.sender.send(item.request);
    const answeredAt = ticks();
    tally.add(answer, answeredAt - (dueAt ?? sentAt));
    onAnswer?.({ item, answer, sentAt, answeredAt });
  };
  const stopProgress = every(1_000, () => onProgress?.(tally.progress((ticks() - startedAt) / 1_000)));
  const { rate } = plan;
  if (rate === undefined) await closedLoop(plan, parts, startedAt, send);
  else await openLoop({ ...plan, rate }, parts, startedAt, send);
  stopProgress();
  return {
    loop: rate === undefined ? 'closed' : 'open',
    connections: plan.connections,
    ...(rate !== undefined && { rate }),
    ...tally.result((ticks() - startedAt) / 1_000),
  };
}

async function closedLoop(
  { connections, count, milliseconds }: LoadPlan,
  { ticks }: LoadParts,
  startedAt: number,
  send: () => Promise<void>,
): Promise<void> {
  let sent = 0;
  const oneConnection = async () => {
    while (sent < count && ticks() - startedAt < milliseconds) {
      sent += 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: connections }, oneConnection));
}

async function openLoop(
  { rate, count, milliseconds }: LoadPlan & { readonly rate: number },
  { ticks, wait }: LoadParts,
  startedAt: number,
  send: (dueAt: number) => Promise<void>,
): Promise<void> {
  const interval = 1_000 / rate;
  const total = Math.min(count, Math.floor(milliseconds / interval));
  const inFlight = new Set<Promise<void>>();
  for (let sent = 0; sent < total; ) {
    for (let dueAt = startedAt + sent * interval; sent < total && dueAt <= ticks(); dueAt += interval) {
      const sending = send(dueAt).finally(() => inFlight.delete(sending));
      inFlight.add(sending);
      sent += 1;
    }
    await wait(1);
  }
  await Promise.all(inFlight);
}

function createTally() {
  const latency = createLatencyRecorder();
  const answers: Record<string, number> = {};
  let lastSecond: LatencyRecorder = createLatencyRecorder();
  let lastProgress = 0;
  let begun = 0;
  let acknowledged = 0;
  let unanswered = 0;
  let retries = 0;
  return {
    begin(): void {
      begun += 1;
    },
    add(answer: Answer, milliseconds: number): void {
      latency.record(milliseconds);
      lastSecond.record(milliseconds);
      const word = answer.status ?? answer.failure;
      answers[word] = (answers[word] ?? 0) + 1;
      if (answer.status === 200) acknowledged += 1;
      if (answer.status === undefined) unanswered += 1;
      retries += answer.retries;
    },
    progress(seconds: number): Progress {
      const answered = lastSecond.count();
      const progress = {
        seconds,
        perSecond: answered / (seconds - lastProgress),
        ...(answered > 0 && { p99: lastSecond.summary().p99 }),
        waiting: begun - latency.count(),
        unacknowledged: latency.count() - acknowledged,
      };
      lastSecond = createLatencyRecorder();
      lastProgress = seconds;
      return progress;
    },
    result: (seconds: number) => ({
      seconds,
      sent: latency.count(),
      acknowledged,
      acknowledgedPerSecond: acknowledged / seconds,
      unanswered,
      retries,
      answers,
      latency: latency.summary(),
    }),
  };
}
