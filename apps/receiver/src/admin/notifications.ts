import { type Inbox, InboxUnavailableError, type NotificationFilter } from '@partner-webhooks/inbox';
import { conflict, nothingKept } from '../http/errors.ts';
import { loggedFilter } from './logged-filter.ts';
import type { Operations } from './operation.ts';
import { type Everything, everyPage } from './paginate.ts';
import { filterFromWire, notificationDetailsOnWire, notificationOnWire, pageOnWire } from './serialize.ts';

/** What these operations work with. */
export interface NotificationOperationsOptions {
  readonly inbox: Inbox;
  readonly now: () => Date;
  /** Called when there is something to handle. */
  readonly onPending: () => void;
}

type Ids =
  | 'listNotifications'
  | 'getNotification'
  | 'replayNotification'
  | 'discardNotification'
  | 'replayNotifications'
  | 'discardNotifications';

/** The operations of the admin API on notifications. */
export function notificationOperations(options: NotificationOperationsOptions): Operations<Ids> {
  const { inbox, now, onPending } = options;

  const find = async (id: string) => {
    const found = await inbox.notification(id);
    if (!found) throw nothingKept();
    return found;
  };

  const matching = (filter: NotificationFilter): Everything => everyPage(inbox.notifications, filter, now());

  return {
    async listNotifications({ query: { order, limit = 50, cursor, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      return pageOnWire(await inbox.notifications(filterFromWire(filter), page), notificationOnWire);
    },

    async getNotification({ path: { id } }) {
      return notificationDetailsOnWire(await find(id));
    },

    async replayNotification({ path: { id }, log }) {
      await find(id);
      const done = await inbox.replay([id]);
      if (done.length === 0)
        throw conflict('The notification is being handled. Try again when its handler is done.');
      log.info({ action: 'replay', id }, 'admin action');
      onPending();
      return notificationOnWire(await find(id));
    },

    async discardNotification({ path: { id }, body: { reason }, log }) {
      const { state } = await find(id);
      const done = await inbox.discard([id], reason);
      if (done.length === 0) throw conflict(`The notification is ${state} and cannot be discarded.`);
      log.info({ action: 'discard', id, reason }, 'admin action');
      onPending();
      return notificationOnWire(await find(id));
    },

    async replayNotifications({ body: { filter, dryRun = false }, log }) {
      const result = { matched: 0, done: 0 };
      for await (const ids of matching(filterFromWire(filter))) {
        result.matched += ids.length;
        if (dryRun) continue;
        result.done += (await withoutDamaged(ids, inbox.replay)).length;
        onPending();
      }
      log.info({ action: 'replay', filter: loggedFilter(filter), dryRun, ...result }, 'admin action');
      return result;
    },

    async discardNotifications({ body: { filter, reason, dryRun = false }, log }) {
      const result = { matched: 0, done: 0 };
      for await (const ids of matching(filterFromWire(filter))) {
        result.matched += ids.length;
        if (dryRun) continue;
        result.done += (await withoutDamaged(ids, (some) => inbox.discard(some, reason))).length;
      }
      if (result.done > 0) onPending();
      log.info(
        { action: 'discard', filter: loggedFilter(filter), reason, dryRun, ...result },
        'admin action',
      );
      return result;
    },
  };
}

/**
 * Does something to all of a page or, where that fails because one of them is on a damaged page of the file, to each by
 * itself.
 *
 * @throws InboxUnavailableError where it succeeds for none.
 */
async function withoutDamaged(
  ids: readonly string[],
  action: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await action(ids);
  } catch (error) {
    if (!(error instanceof InboxUnavailableError)) throw error;
    const results = await Promise.allSettled(ids.map((id) => action([id])));
    if (results.every(({ status }) => status === 'rejected')) throw error;
    return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }
}
