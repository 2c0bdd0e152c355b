import type { components, paths } from '@partner-webhooks/admin-api';
import { dataOf } from '@partner-webhooks/admin-api/client';
import type { Kept } from '@partner-webhooks/simulator';
import type { Client } from 'openapi-fetch';
import { everyItem } from './paginate.ts';

type Notification = components['schemas']['Notification'];

/** The newest notification there was; `undefined` where there was none. */
export type Mark = Pick<Notification, 'id' | 'receivedAt'> | undefined;

/** The newest notification there is now. @throws CommandError where the receiver does not tell. */
export async function currentMark(client: Client<paths>): Promise<Mark> {
  const query = { order: 'newest', limit: 1 } as const;
  const { items } = await dataOf(client.GET('/api/notifications', { params: { query } }));
  return items[0];
}

/**
 * What has been received since, in the order of receipt, as far as it is wanted.
 *
 * @throws CommandError where the receiver does not tell.
 */
export async function keptSince(
  client: Client<paths>,
  mark: Mark,
  isWanted: (notification: Notification) => boolean,
): Promise<Kept[]> {
  const since = { order: 'oldest', ...(mark && { receivedFrom: mark.receivedAt }) } as const;
  const wanted: string[] = [];
  const received = everyItem(Number.POSITIVE_INFINITY, (page) =>
    dataOf(client.GET('/api/notifications', { params: { query: { ...since, ...page } } })),
  );
  // The time is exact to a millisecond, the id to a notification.
  for await (const each of received) if ((!mark || each.id > mark.id) && isWanted(each)) wanted.push(each.id);

  const kept: Kept[] = new Array(wanted.length);
  const places = wanted.entries();
  const readOn = async () => {
    for (const [place, id] of places)
      kept[place] = await dataOf(client.GET('/api/notifications/{id}', { params: { path: { id } } }));
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  return kept;
}

const READERS = 8;

/**
 * Waits until nothing is pending any more, or nothing moves any more.
 *
 * @returns whether handlers are on. Where they are off nothing is waited for.
 * @throws CommandError where the receiver does not tell.
 */
export async function whenSettled(
  client: Client<paths>,
  wait: (milliseconds: number) => Promise<void>,
): Promise<boolean> {
  const { enabled } = await dataOf(client.GET('/api/handlers'));
  let before = -1;
  for (let polls = 0; enabled && polls < PATIENCE; polls += 1) {
    const { pending, handling } = await dataOf(client.GET('/api/statistics'));
    if (pending + handling === 0) break;
    if (pending + handling !== before) polls = 0;
    before = pending + handling;
    await wait(POLL_INTERVAL);
  }
  return enabled;
}

const POLL_INTERVAL = 100;
// Polls without any change. A handler that has failed is called again within some seconds.
const PATIENCE = 100;
