import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, dataOf } from '@partner-webhooks/admin-api/client';
import { type Clock, type ReceivedNotification, sleep } from '@partner-webhooks/simulator';
import { paginate } from './paginate.ts';

type Notification = components['schemas']['Notification'];
type Client = AdminConnection['client'];

/** The newest notification at some time; `undefined` if there was none. */
export type Bookmark = Pick<Notification, 'id' | 'receivedAt'> | undefined;

/** The newest notification. @throws AdminApiError if the receiver does not serve the request. */
export async function currentBookmark(client: Client): Promise<Bookmark> {
  const query = { order: 'newest', limit: 1 } as const;
  const { items } = await dataOf(client.GET('/api/notifications', { params: { query } }));
  return items[0];
}

/**
 * The notifications after a bookmark that match, in the order of arrival.
 *
 * @throws AdminApiError if the receiver does not serve the request.
 */
export async function receivedSince(
  client: Client,
  bookmark: Bookmark,
  matches: (notification: Notification) => boolean,
): Promise<ReceivedNotification[]> {
  const since = { order: 'oldest', ...(bookmark && { receivedFrom: bookmark.receivedAt }) } as const;
  const ids: string[] = [];
  const listed = paginate(Number.POSITIVE_INFINITY, (page) =>
    dataOf(client.GET('/api/notifications', { params: { query: { ...since, ...page } } })),
  );
  // `receivedFrom` has milliseconds; ids order notifications within one.
  for await (const each of listed)
    if ((!bookmark || each.id > bookmark.id) && matches(each)) ids.push(each.id);

  const received: ReceivedNotification[] = new Array(ids.length);
  const remaining = ids.entries();
  const readRemaining = async () => {
    for (const [index, id] of remaining)
      received[index] = await dataOf(client.GET('/api/notifications/{id}', { params: { path: { id } } }));
  };
  await Promise.all(Array.from({ length: CONCURRENT_READS }, readRemaining));
  return received;
}

const CONCURRENT_READS = 8;

/**
 * Waits until no notification is pending or being handled, or until their number no longer changes. If handlers are
 * off it does not wait.
 *
 * @returns whether handlers are on.
 * @throws AdminApiError if the receiver does not serve the request.
 */
export async function waitUntilHandled(client: Client, clock: Clock): Promise<boolean> {
  const { enabled } = await dataOf(client.GET('/api/handlers'));
  let before = -1;
  for (let polls = 0; enabled && polls < MAX_UNCHANGED_POLLS; polls += 1) {
    const { pending, handling } = await dataOf(client.GET('/api/statistics'));
    if (pending + handling === 0) break;
    if (pending + handling !== before) polls = 0;
    before = pending + handling;
    await sleep(clock, POLL_INTERVAL_MS);
  }
  return enabled;
}

const POLL_INTERVAL_MS = 100;
// 10 s: longer than the delay before a retry of a handler.
const MAX_UNCHANGED_POLLS = 100;
