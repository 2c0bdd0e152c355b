import type { AttemptReport, Commit, FileCheck, Statistics } from '@partner-webhooks/inbox';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What became of a request to the public listener. */
export interface RequestReport {
  /** Absent where the path is none of the contract's, or was not looked at. */
  readonly eventType: string | undefined;
  readonly outcome: 'accepted' | 'duplicate' | 'refused' | 'failed' | 'broken off';
  /** Absent where the request broke off. */
  readonly status: number | undefined;
  readonly milliseconds: number;
}

/** Counts and times what happens, in the text format of Prometheus. */
export interface Metrics {
  readonly onRequest: (report: RequestReport) => void;
  readonly onCommit: (commit: Commit) => void;
  readonly onAttempt: (report: AttemptReport) => void;
  readonly onObservation: (observation: { readonly eventType: string; readonly kind: string }) => void;
  readonly onRepetition: (repetition: { readonly eventType: string; readonly outcome: string }) => void;
  readonly onQuarantine: (refused: { readonly eventType?: string }) => void;
  readonly onFileChecked: (check: FileCheck) => void;
  /** All metrics as text. @param statistics how much is in the inbox now. */
  readonly text: (statistics: Statistics, now: Date) => Promise<string>;
  /** Media type of that text. */
  readonly type: string;
}

/**
 * Metrics that nobody else writes to.
 *
 * @param ofProcess adds memory, processor time and event-loop delay of the whole process; at most once in a process.
 */
export function createMetrics({ ofProcess = false } = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });

  const requests = new Counter({
    name: 'receiver_requests_total',
    help: 'Requests to the public listener, by event type, outcome and status code.',
    labelNames: ['event_type', 'outcome', 'status'],
    registers,
  });
  const requestDuration = new Histogram({
    name: 'receiver_request_duration_seconds',
    help: 'Time from the first look at a request to its answer.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const commitDuration = new Histogram({
    name: 'inbox_commit_duration_seconds',
    help: 'Time that one transaction of the inbox takes until it is on disk.',
    buckets: SECONDS,
    registers,
  });
  const commitReceipts = new Histogram({
    name: 'inbox_commit_receipts',
    help: 'How many notifications shared one transaction, of those transactions that had any.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const notifications = new Gauge({
    name: 'inbox_notifications',
    help: 'Notifications in the inbox, by state. Discarded ones are not counted as dead.',
    labelNames: ['state'],
    registers,
  });
  const oldestPending = new Gauge({
    name: 'inbox_oldest_pending_age_seconds',
    help: 'Age of the oldest notification that is neither handled nor dead; 0 where there is none.',
    registers,
  });
  const unreadable = new Gauge({
    name: 'inbox_unreadable',
    help: 'Pending notifications that this receiver cannot hand to a handler.',
    registers,
  });
  const repetitions = new Counter({
    name: 'inbox_repetitions_total',
    help: 'Notifications whose payload was in the inbox already, by event type and what was done with them.',
    labelNames: ['event_type', 'outcome'],
    registers,
  });
  const logBytes = new Gauge({
    name: 'inbox_log_bytes',
    help: 'Size of the write-ahead log of the inbox.',
    registers,
  });
  const fileFaults = new Gauge({
    name: 'inbox_file_faults',
    help: 'Faults that the check of the file after the start has found; -1 until it has ended.',
    registers,
  });
  fileFaults.set(-1);
  const quarantined = new Gauge({
    name: 'inbox_quarantined',
    help: 'RejectedBody bodies in quarantine.',
    registers,
  });
  const quarantinedTotal = new Counter({
    name: 'inbox_quarantined_total',
    help: 'Bodies that went into quarantine, by event type.',
    labelNames: ['event_type'],
    registers,
  });
  const handlerDuration = new Histogram({
    name: 'handler_duration_seconds',
    help: 'Time that an attempt to handle a notification took, by event type and outcome.',
    labelNames: ['event_type', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const observations = new Counter({
    name: 'contract_observations_total',
    help: 'Properties and values in valid notifications that the contract does not know, by event type and kind.',
    labelNames: ['event_type', 'kind'],
    registers,
  });

  return {
    onRequest({ eventType, outcome, status, milliseconds }) {
      requests.inc({ event_type: eventType ?? NONE, outcome, status: status ?? NONE });
      requestDuration.observe({ outcome }, milliseconds / 1_000);
    },
    onCommit({ received, milliseconds }) {
      commitDuration.observe(milliseconds / 1_000);
      if (received > 0) commitReceipts.observe(received);
    },
    onAttempt({ eventType, outcome, milliseconds }) {
      handlerDuration.observe({ event_type: eventType, outcome }, milliseconds / 1_000);
    },
    onObservation: ({ eventType, kind }) => observations.inc({ event_type: eventType, kind }),
    onRepetition: ({ eventType, outcome }) => repetitions.inc({ event_type: eventType, outcome }),
    onQuarantine: ({ eventType }) => quarantinedTotal.inc({ event_type: eventType ?? NONE }),
    onFileChecked({ faults, failure }) {
      if (failure === undefined) fileFaults.set(faults.length);
    },
    text(statistics, now) {
      logBytes.set(statistics.logBytes);
      for (const state of STATES) notifications.set({ state }, statistics[state]);
      const age = statistics.oldestPending ? now.getTime() - statistics.oldestPending.getTime() : 0;
      oldestPending.set(Math.max(0, age / 1_000));
      unreadable.set(statistics.unreadable);
      quarantined.set(statistics.quarantined);
      return registry.metrics();
    },
    type: registry.contentType,
  };
}

const STATES = ['pending', 'handling', 'handled', 'dead', 'discarded'] as const;

// From a commit on a fast disk to a handler that waits for somebody else.
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

// The value of a label where there is nothing to say.
const NONE = 'none';
