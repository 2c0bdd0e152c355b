import type { Notification } from '@partner-webhooks/types';
import { type Change, createChangeFeed } from '../change-feed.ts';
import type { Clock } from '../clock.ts';
import { InboxUnavailableError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';
import type { Claim, Outcome, ReceiveResult } from '../model.ts';
import { parseBody } from './parse-body.ts';
import { filterRow, notificationDetails, notificationRecord } from './read/notification-mapping.ts';
import { observationOf } from './read/observations.ts';
import { pageOf, pageRow } from './read/page.ts';
import { quarantineDetails, quarantineFilterRow, quarantineRecord } from './read/quarantine-mapping.ts';
import type { ReadStore } from './read/read-store.ts';
import { statisticsOf } from './read/statistics.ts';
import type { Thread } from './thread/thread.ts';
import type { ClaimRow } from './write/claim.ts';
import { incomingRow } from './write/incoming-row.ts';
import { rejectedRow, revalidationRow } from './write/quarantine-row.ts';
import type { Store } from './write/write-store.ts';

/** Creates an inbox over a store and a reader that are open, in whichever threads. */
export function createSqliteInbox(
  store: Thread<Store>,
  reader: Thread<ReadStore>,
  clock: Pick<Clock, 'now'>,
): Inbox {
  const feed = createChangeFeed();
  const publish = (changes: readonly Omit<Change, 'at'>[]) => {
    for (const change of changes) feed.publish({ ...change, at: clock.now() });
  };
  return {
    async receive(incoming) {
      const received = await store.call('receive', incomingRow(incoming));
      publish(changesOf(received, incoming.notification));
      return received;
    },
    async quarantine(rejected) {
      const { id, eventType } = rejected;
      await store.call('quarantine', rejectedRow(rejected));
      publish([{ kind: 'quarantined', id, ...(eventType && { eventType }) }]);
    },
    async claim(limit) {
      const claimed = await store.call('claim', limit, clock.now().getTime());
      const claims = claimed.claims.map(claimOf);
      publish(
        claimed.unreadable.map(({ id, eventType, reason }) => ({
          kind: 'unreadable',
          id,
          eventType,
          error: reason,
        })),
      );
      publish(
        claims.map(({ id, notification: { eventType }, attempt }) => ({
          kind: 'handling',
          id,
          eventType,
          attempt,
        })),
      );
      return claims;
    },
    async complete(id, outcome, of) {
      const numbers = of && { attempt: of.attempt, replays: of.replays };
      const { eventType, attempt } = await store.call(
        'complete',
        id,
        outcome,
        clock.now().getTime(),
        numbers,
      );
      publish([
        {
          kind: KIND_OF[outcome.state],
          id,
          eventType,
          attempt,
          ...('error' in outcome && { error: outcome.error }),
        },
      ]);
    },
    async interrupt(id, of) {
      const numbers = of && { attempt: of.attempt, replays: of.replays };
      const { eventType, attempt } = await store.call('interrupt', id, clock.now().getTime(), numbers);
      publish([{ kind: 'failed', id, eventType, attempt, error: 'the process ended during the attempt' }]);
    },
    async revoke({ id, attempt, replays }, failure) {
      const revoked = await store.call('revoke', { id, attempt, replays }, failure, clock.now().getTime());
      if (!revoked) return;
      publish([{ kind: KIND_OF[failure.state], id, ...revoked, error: failure.error }]);
    },
    nextDue: async () => {
      const due = await store.call('nextDue');
      return due === undefined ? undefined : new Date(due);
    },

    async replay(ids) {
      const replayed = await store.call('replay', ids, clock.now().getTime());
      publish(replayed.map((each) => ({ kind: 'replayed', by: 'operator', ...each })));
      return replayed.map(({ id }) => id);
    },
    async discard(ids, reason) {
      const discarded = await store.call('discard', ids, reason, clock.now().getTime());
      publish(discarded.map((each) => ({ kind: 'discarded', ...each })));
      return discarded.map(({ id }) => id);
    },
    async acceptQuarantined(incoming) {
      const received = await store.call('acceptQuarantined', incomingRow(incoming));
      if (received) publish(changesOf(received, incoming.notification));
      return received;
    },
    recordRevalidation: (id, revalidation) =>
      store.call('recordRevalidation', id, revalidationRow(revalidation)),
    async discardQuarantined(ids) {
      const discarded = await store.call('discardQuarantined', ids);
      publish(discarded.map((id) => ({ kind: 'discarded', id })));
      return discarded;
    },
    removeOld: (before, limit) => store.call('removeOld', before.getTime(), limit),

    async notifications(filter, page) {
      const row = filterRow(filter);
      if (!row) return { items: [] };
      // If the store can write nothing now, the last notifications are not found, and all others are.
      await store.call('writeSearchIndex').catch((error: unknown) => {
        if (!(error instanceof InboxUnavailableError)) throw error;
      });
      const { rows, searchedTo } = await reader.call('notifications', row, pageRow(page));
      return pageOf(rows, page.limit, notificationRecord, searchedTo);
    },
    async notification(id) {
      const found = await reader.call('notification', id);
      return found && notificationDetails(found);
    },
    async quarantined(filter, page) {
      const rows = await reader.call('quarantined', quarantineFilterRow(filter), pageRow(page));
      return pageOf(rows, page.limit, quarantineRecord);
    },
    async quarantinedBody(id) {
      const found = await reader.call('quarantinedBody', id);
      return found && quarantineDetails(found);
    },
    observations: async () => (await reader.call('observations')).map(observationOf),
    statistics: async () => statisticsOf(await reader.call('statistics')),

    latestReceivedAt: async () => {
      const latest = await store.call('latestReceivedAt');
      return latest === 0 ? undefined : new Date(latest);
    },
    follow: feed.follow,
    async check() {
      await store.call('check', clock.now().getTime());
      await reader.call('check');
    },
    async close() {
      await reader.close();
      await store.close();
    },
  };
}

const KIND_OF = { handled: 'handled', pending: 'failed', dead: 'dead' } as const satisfies Record<
  Outcome['state'],
  Change['kind']
>;

function changesOf(
  { id, duplicate, repetition }: ReceiveResult,
  { eventType }: Notification,
): readonly Omit<Change, 'at'>[] {
  const arrival = { kind: duplicate ? 'duplicate' : 'received', id, eventType } as const;
  if (repetition?.outcome !== 'replayed') return [arrival];
  return [arrival, { kind: 'replayed', id, eventType, by: 'delivery' }];
}

/** The store has checked that the event type is one of the contract's and that the body is JSON. */
function claimOf([
  id,
  eventType,
  body,
  receivedAt,
  deliveries,
  attempts,
  replays,
  repeats,
  interrupted,
  stale,
]: ClaimRow): Claim {
  return {
    id,
    notification: { eventType, payload: parseBody(body) } as Notification,
    receivedAt: new Date(receivedAt),
    deliveries,
    attempt: attempts,
    replays,
    ...(repeats !== null && { repeats }),
    ...(interrupted === 1 && { interrupted: true }),
    stale: stale === 1,
  };
}
