import type { Notification } from '@partner-webhooks/types';
import { createActivityCounter } from './activity-counter.ts';
import { createCauseCounter, INTERRUPTED } from './cause-counter.ts';
import { type Change, createChangeFeed } from './change-feed.ts';
import type { Clock } from './clock.ts';
import type { Inbox } from './inbox.ts';
import type { Outcome, ReceiveResult } from './model.ts';
import type { ActivityPeriod } from './reading/activity.ts';
import { activityOf, activityQuery, totalOf } from './rows/activity.ts';
import { auditEntry, auditFilterRow, auditRow } from './rows/audit.ts';
import { claimOf } from './rows/claim-row.ts';
import { failureGroup } from './rows/failures.ts';
import { incomingRow } from './rows/incoming-row.ts';
import { jobRecord, jobRow } from './rows/jobs.ts';
import { filterRow, notificationDetails, notificationRecord } from './rows/notification-mapping.ts';
import { observationOf } from './rows/observations.ts';
import { pageOf, pageRow } from './rows/page.ts';
import { pauseOf } from './rows/pauses.ts';
import {
  quarantineDetails,
  quarantineEdit,
  quarantineFilterRow,
  quarantineRecord,
} from './rows/quarantine-mapping.ts';
import { editRow, rejectedRow, revalidationRow } from './rows/quarantine-row.ts';
import { statisticsOf } from './rows/statistics.ts';
import type { InboxStore } from './store.ts';

/** Creates an inbox over a store that is open: converts to rows and back, and tells the followers of every change. */
export function createStoredInbox(store: InboxStore, clock: Pick<Clock, 'now'>): Inbox {
  const feed = createChangeFeed();
  const activity = createActivityCounter(store.addActivity);
  const causes = createCauseCounter(store.addCauses);
  feed.follow(activity.count);
  feed.follow(causes.count);
  store.watchLost(({ id }) => activity.forget(id));
  const publish = (changes: readonly Omit<Change, 'at'>[]) => {
    const at = clock.now();
    for (const change of changes) feed.publish({ ...change, at });
  };
  return {
    async receive(incoming) {
      const received = await store.receive(incomingRow(incoming));
      publish(changesOf(received, incoming.notification));
      if (incoming.observations.length > 0)
        activity.countObserved(incoming.notification.eventType, clock.now());
      return received;
    },
    async quarantine(rejected) {
      const { id, eventType } = rejected;
      await store.quarantine(rejectedRow(rejected));
      publish([{ kind: 'quarantined', id, ...(eventType && { eventType }) }]);
    },
    async claim(limit) {
      const claimed = await store.claim(limit, clock.now().getTime());
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
      const { eventType, attempt } = await store.complete(id, outcome, clock.now().getTime(), numbers);
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
      const { eventType, attempt } = await store.interrupt(id, clock.now().getTime(), numbers);
      publish([{ kind: 'failed', id, eventType, attempt, error: INTERRUPTED }]);
    },
    async revoke({ id, attempt, replays }, failure) {
      const revoked = await store.revoke({ id, attempt, replays }, failure, clock.now().getTime());
      if (!revoked) return;
      publish([{ kind: KIND_OF[failure.state], id, ...revoked, error: failure.error }]);
    },
    nextDue: async () => {
      const due = await store.nextDue();
      return due === undefined ? undefined : new Date(due);
    },

    async replay(ids) {
      const replayed = await store.replay(ids, clock.now().getTime());
      publish(replayed.map((each) => ({ kind: 'replayed', by: 'operator', ...each })));
      return replayed.map(({ id }) => id);
    },
    async discard(ids, reason) {
      const discarded = await store.discard(ids, reason, clock.now().getTime());
      publish(discarded.map((each) => ({ kind: 'discarded', ...each })));
      return discarded.map(({ id }) => id);
    },
    pause: async (eventType, about = {}) =>
      pauseOf(await store.pause({ eventType, ...about, pausedAt: clock.now().getTime() })),
    resume: (eventType) => store.resume(eventType, clock.now().getTime()),
    audit: (entry, keepMs) => store.audit(auditRow(entry), entry.at.getTime() - keepMs),
    startJob: (job, lostBefore) => store.startJob(jobRow(job), lostBefore.getTime()),
    saveJob: (job) => store.saveJob(jobRow(job)),
    cancelJob: (id) => store.cancelJob(id),
    async acceptQuarantined(incoming) {
      const received = await store.acceptQuarantined(incomingRow(incoming));
      if (received) publish(changesOf(received, incoming.notification));
      return received;
    },
    recordRevalidation: (id, revalidation) => store.recordRevalidation(id, revalidationRow(revalidation)),
    editQuarantined: (id, edit) => store.editQuarantined(id, editRow(edit)),
    async discardQuarantined(ids) {
      const discarded = await store.discardQuarantined(ids);
      publish(discarded.map((id) => ({ kind: 'discarded', id })));
      return discarded;
    },
    removeOld: (before, limit) => store.removeOld(before.getTime(), limit),

    async notifications(filter, page) {
      const row = filterRow(filter);
      if (!row) return { items: [] };
      const { rows, searchedTo } = await store.notifications(row, pageRow(page));
      return pageOf(rows, page.limit, notificationRecord, searchedTo);
    },
    async notification(id) {
      const found = await store.notification(id);
      return found && notificationDetails(found);
    },
    async quarantined(filter, page) {
      const rows = await store.quarantined(quarantineFilterRow(filter), pageRow(page));
      return pageOf(rows, page.limit, quarantineRecord);
    },
    async quarantineEdit(id) {
      const found = await store.quarantineEdit(id);
      return found && quarantineEdit(found);
    },
    async quarantinedBody(id) {
      const found = await store.quarantinedBody(id);
      return found && quarantineDetails(found);
    },
    observations: async () => (await store.observations()).map(observationOf),
    jobs: async () => (await store.jobs()).map(jobRecord),
    auditLog: async (filter, page) =>
      pageOf(await store.auditLog(auditFilterRow(filter), pageRow(page)), page.limit, auditEntry),
    async failures(eventType) {
      await causes.flush();
      return (await store.failures(eventType)).map(failureGroup);
    },
    async activity(period: ActivityPeriod, eventType?: string) {
      await activity.flush();
      const query = activityQuery(period, clock.now().getTime(), eventType);
      return activityOf(await store.activity(query), query);
    },
    async totalActivity(period: ActivityPeriod) {
      await activity.flush();
      return totalOf(await store.activity(activityQuery(period, clock.now().getTime())));
    },
    pauses: async () => (await store.pauses()).map(pauseOf),
    statistics: async () => statisticsOf(await store.statistics()),

    latestReceivedAt: async () => {
      const latest = await store.latestReceivedAt();
      return latest === 0 ? undefined : new Date(latest);
    },
    follow: feed.follow,
    prepareWrite: store.prepareWrite,
    write: store.write,
    read: store.read,
    openTransaction: store.openTransaction,
    watchLost: store.watchLost,
    watchPending: store.watchPending,
    async check() {
      await store.check(clock.now().getTime());
    },
    async close() {
      await Promise.all([activity.close(), causes.close()]);
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
