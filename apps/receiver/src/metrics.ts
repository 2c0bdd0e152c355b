import type { AttemptReport, Commit, FileCheck, Statistics } from '@partner-webhooks/inbox';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestReport } from './http/request-log.ts';

/** Counts and times what happens, in the text format of Prometheus. */
export interface Metrics {
  readonly onRequest: (report: RequestReport) => void;
  readonly onCommit: (commit: Commit) => void;
  readonly onAttempt: (report: AttemptReport) => void;
  readonly onObservation: (observation: { readonly eventType: string; readonly kind: string }) => void;
  readonly onRepetition: (repetition: { readonly eventType: string; readonly outcome: string }) => void;
  readonly onQuarantine: (rejected: { readonly eventType?: string }) => void;
  readonly onFileChecked: (check: FileCheck) => void;
  /** All metrics as text. @param statistics the content of the inbox now. */
  readonly text: (statistics: Statistics, now: Date) => Promise<string>;
  /** Media type of that text. */
  readonly type: string;
}

/**
 * Creates the metrics of one receiver.
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
    help: 'Time from the headers of a request to the end of its response.',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const commitDuration = new Histogram({
    name: 'inbox_commit_duration_seconds',
    help: 'Duration of a transaction of the inbox, until it is on disk.',
    buckets: SECONDS,
    registers,
  });
  const commitNotifications = new Histogram({
    name: 'inbox_commit_notifications',
    help: 'Number of notifications that were received in one transaction, for transactions with any.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const notifications = new Gauge({
    name: 'inbox_notifications',
    help: 'Notifications in the inbox, by state.',
    labelNames: ['state'],
    registers,
  });
  const oldestPending = new Gauge({
    name: 'inbox_oldest_pending_age_seconds',
    help: 'Age of the oldest pending or handling notification; 0 if there is none.',
    registers,
  });
  const unreadable = new Gauge({
    name: 'inbox_unreadable',
    help: 'Pending notifications that this receiver cannot give to a handler.',
    registers,
  });
  const repetitions = new Counter({
    name: 'inbox_repetitions_total',
    help: 'Notifications whose payload was in the inbox already, by event type and outcome.',
    labelNames: ['event_type', 'outcome'],
    registers,
  });
  const paused = new Gauge({
    name: 'inbox_paused',
    help: 'Whether the handling of an event type is paused: 1 for each that is.',
    labelNames: ['event_type'],
    registers,
  });
  const logBytes = new Gauge({
    name: 'inbox_log_bytes',
    help: 'Size of the write-ahead log of the inbox.',
    registers,
  });
  const fileFaults = new Gauge({
    name: 'inbox_file_faults',
    help: 'Faults found by the check of the file after the start; -1 until the check has ended.',
    registers,
  });
  fileFaults.set(-1);
  const quarantined = new Gauge({
    name: 'inbox_quarantined',
    help: 'Rejected bodies in quarantine.',
    registers,
  });
  const quarantinedTotal = new Counter({
    name: 'inbox_quarantined_total',
    help: 'Rejected bodies that were stored in quarantine, by event type.',
    labelNames: ['event_type'],
    registers,
  });
  const handlerDuration = new Histogram({
    name: 'handler_duration_seconds',
    help: 'Duration of an attempt to handle a notification, by event type and outcome.',
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
    onRequest({ eventType, outcome, status, ms }) {
      requests.inc({ event_type: eventType ?? NONE, outcome, status: status ?? NONE });
      requestDuration.observe({ outcome }, ms / 1_000);
    },
    onCommit({ received, milliseconds }) {
      commitDuration.observe(milliseconds / 1_000);
      if (received > 0) commitNotifications.observe(received);
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
      paused.reset();
      for (const { eventType } of statistics.pauses) paused.set({ event_type: eventType }, 1);
      quarantined.set(statistics.quarantined);
      return registry.metrics();
    },
    type: registry.contentType,
  };
}

const STATES = ['pending', 'handling', 'handled', 'dead', 'discarded'] as const;

// From a commit on a fast disk to a handler that waits for another system.
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

// The value of a label if there is none.
const NONE = 'none';
