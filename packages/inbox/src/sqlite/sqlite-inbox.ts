import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type EventType, isEventType, type Notification } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';
import { fingerprint } from '../fingerprint.ts';
import type { Claim, Inbox, ObservationCount } from '../inbox.ts';
import { occurredAt, subjectOf } from '../subject.ts';
import type { ClaimRow } from './store.ts';
import { type StoreThread, startStoreThread } from './thread.ts';

/** Settings of an inbox in a SQLite file. */
export interface SqliteInboxOptions {
  /** Path of the database file; it and its folder are made where they do not exist. */
  readonly file: string;
  /** Milliseconds within which an equal payload without a clock of its own counts as a repetition. */
  readonly deduplicationWindow: number;
  /** How many refused bodies are kept. */
  readonly quarantineCapacity: number;
  readonly now: () => Date;
  /**
   * Called once where the store ends without having been told to. Nothing can be kept from then on, and this inbox does
   * not recover: a new process does.
   */
  readonly onFailure?: (error: Error) => void;
}

/**
 * Opens an inbox in a SQLite file. What it has promised to keep outlives a crash of the process and a loss of power.
 *
 * @throws Error where the file cannot be opened, is in use by another process, or was written by a newer version.
 */
export async function openSqliteInbox({
  now,
  onFailure = () => {},
  ...options
}: SqliteInboxOptions): Promise<Inbox> {
  // Bodies are about people: a folder that is made here is for nobody else on the machine.
  mkdirSync(dirname(options.file), { recursive: true, mode: 0o700 });
  return createSqliteInbox(await startStoreThread(options, onFailure), now);
}

/** The inbox over a store that is open already, wherever it runs. */
export function createSqliteInbox(store: StoreThread, now: () => Date): Inbox {
  return {
    receive: ({ id, notification, body, receivedAt, observations }) =>
      store.call('receive', {
        id,
        eventType: notification.eventType,
        line: subjectOf(notification) ?? id,
        hash: fingerprint(notification),
        occurredAt: occurredAt(notification) ?? null,
        body,
        receivedAt: receivedAt.getTime(),
        observations: observations.map(observationRow),
      }),
    quarantine: ({ id, path, eventType = null, body, reasons, receivedAt }) =>
      store.call('quarantine', {
        id,
        path,
        eventType,
        body,
        reasons: JSON.stringify(reasons),
        receivedAt: receivedAt.getTime(),
      }),
    claim: async (limit) => (await store.call('claim', limit, now().getTime())).map(claimOf),
    settle: (id, outcome) => store.call('settle', id, outcome, now().getTime()),
    nextDue: async () => dateOf(await store.call('nextDue')),
    observations: async () => (await store.call('observations')).map(observationOf),
    statistics: async () => {
      const { oldestPending, ...counts } = await store.call('statistics');
      const date = dateOf(oldestPending);
      return { ...(counts as Counts), ...(date && { oldestPending: date }) };
    },
    removeHandled: (before, limit) => store.call('removeHandled', before.getTime(), limit),
    check: () => store.call('check', now().getTime()),
    close: () => store.close(),
  };
}

type Counts = { pending: number; handling: number; dead: number; quarantined: number };

function claimOf({ id, eventType, body, receivedAt, deliveries, attempts, stale }: ClaimRow): Claim {
  if (!isEventType(eventType))
    throw new Error(`notification ${id} is of event type ${eventType}, now unknown`);
  // It was valid when it was received; what is kept is the body itself.
  const payload = JSON.parse(Buffer.from(body).toString('utf8'));
  return {
    id,
    notification: { eventType, payload } as Notification,
    receivedAt: new Date(receivedAt),
    deliveries,
    attempt: attempts,
    stale: stale === 1,
  };
}

/** Places in a list count as one place, and what a sender may make long is cut: observations are few and small. */
function observationRow({ pointer, kind, value = '' }: Observation) {
  return {
    pointer: pointer.replace(/\/\d+(?=\/|$)/g, '/*').slice(0, MAX_TEXT),
    kind,
    value: kind === 'unknown-value' ? JSON.stringify(value).slice(0, MAX_TEXT) : '',
  };
}

function observationOf(row: Record<string, unknown>): ObservationCount {
  const { eventType, pointer, kind, value, firstSeen, lastSeen, count } = row;
  return {
    eventType: eventType as EventType,
    pointer: String(pointer),
    kind: kind as Observation['kind'],
    ...(value !== '' && { value: parsed(String(value)) }),
    firstSeen: new Date(Number(firstSeen)),
    lastSeen: new Date(Number(lastSeen)),
    count: Number(count),
  };
}

const MAX_TEXT = 200;

/** A value that was cut is no longer JSON; then it is the text itself. */
function parsed(value: string): string | number | boolean {
  return value.length < MAX_TEXT ? JSON.parse(value) : value;
}

function dateOf(milliseconds: number | null | undefined): Date | undefined {
  return milliseconds === null || milliseconds === undefined ? undefined : new Date(milliseconds);
}
