import type { components } from '@partner-webhooks/admin-api';
import type { Clock, Inbox } from '@partner-webhooks/inbox';
import { HttpError } from '../http/errors.ts';
import { auditChange } from './audit.ts';
import type { Operations } from './operation.ts';
import { pageWithBodies } from './page-with-bodies.ts';
import { closed, paginate } from './paginate.ts';
import {
  parseNotificationFilter,
  serializeFailureGroup,
  serializeNotification,
  serializeNotificationDetails,
  serializePage,
} from './serialize.ts';
import { withoutDamaged } from './without-damaged.ts';

/** The dependencies of these operations. */
export interface NotificationOperationsOptions {
  readonly inbox: Inbox;
  readonly clock: Pick<Clock, 'now'>;
  /** Called when notifications are pending. */
  readonly onPending: () => void;
  /** Aborted when the receiver stops: what changes many then ends after the present page. */
  readonly stopping: AbortSignal;
}

type Ids =
  | 'listNotifications'
  | 'getNotification'
  | 'listFailures'
  | 'replayNotification'
  | 'discardNotification'
  | 'replayNotifications'
  | 'discardNotifications';

/** The operations of the admin API on notifications. */
export function notificationOperations(options: NotificationOperationsOptions): Operations<Ids> {
  const { inbox, clock, onPending, stopping } = options;

  const find = async (id: string) => {
    const found = await inbox.notification(id);
    if (!found) throw new HttpError('UNKNOWN_ID');
    return found;
  };

  const matching = (filter: components['schemas']['NotificationFilter']) => {
    const until = closed(parseNotificationFilter(filter), clock.now());
    return {
      pages: paginate(inbox.notifications, until, { stopping }),
      receivedTo: until.receivedTo.toISOString(),
    };
  };

  return {
    async listNotifications({ query: { order, limit = 50, cursor, withBody = false, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      const parsed = parseNotificationFilter(filter);
      if (withBody) return serializePage(await pageWithBodies(inbox, parsed, page), (each) => each);
      return serializePage(await inbox.notifications(parsed, page), serializeNotification);
    },

    async getNotification({ path: { id } }) {
      const found = await find(id);
      const pauses = found.state === 'pending' ? await inbox.pauses() : [];
      return serializeNotificationDetails(
        found,
        pauses.find(({ eventType }) => eventType === found.eventType),
      );
    },

    async listFailures({ query: { eventType } }) {
      return { items: (await inbox.failures(eventType)).map(serializeFailureGroup) };
    },

    async replayNotification({ path: { id }, audit }) {
      await find(id);
      const done = await inbox.replay([id]);
      if (done.length === 0) {
        const problem = 'The notification is being handled. Try again when its handler is done.';
        throw new HttpError('CONFLICT', { problem });
      }
      await audit('replay', { id });
      onPending();
      return serializeNotification(await find(id));
    },

    async discardNotification({ path: { id }, body: { reason }, audit }) {
      const { state } = await find(id);
      const done = await inbox.discard([id], reason);
      if (done.length === 0)
        throw new HttpError('CONFLICT', { problem: `The notification is ${state} and cannot be discarded.` });
      await audit('discard', { id, reason });
      onPending();
      return serializeNotification(await find(id));
    },

    async replayNotifications({ body: { filter, dryRun = false }, audit }) {
      const { pages, receivedTo } = matching(filter);
      const counts = { matched: 0, done: 0 };
      await auditChange(audit, 'replay', { filter, dryRun }, counts, async () => {
        for await (const ids of pages) {
          counts.matched += ids.length;
          if (dryRun) continue;
          counts.done += (await withoutDamaged(inbox, ids, inbox.replay)).length;
          onPending();
        }
      });
      return { ...counts, receivedTo };
    },

    async discardNotifications({ body: { filter, reason, dryRun = false }, audit }) {
      const { pages, receivedTo } = matching(filter);
      const counts = { matched: 0, done: 0 };
      await auditChange(audit, 'discard', { filter, reason, dryRun }, counts, async () => {
        for await (const ids of pages) {
          counts.matched += ids.length;
          if (dryRun) continue;
          counts.done += (await withoutDamaged(inbox, ids, (some) => inbox.discard(some, reason))).length;
          onPending();
        }
      });
      return { ...counts, receivedTo };
    },
  };
}
