import type { components, paths } from '@partner-webhooks/admin-api';
import type { Client } from 'openapi-fetch';

type Notification = components['schemas']['Notification'];

/** A notification that a receiver has kept, with its body and its attempts. */
export type Kept = components['schemas']['NotificationDetails'];

/** The admin API of a receiver. */
export type AdminClient = Client<paths>;

/** The newest notification there was; `undefined` where there was none. */
export type Mark = Pick<Notification, 'id' | 'receivedAt'> | undefined;

/** The newest notification there is now. */
export async function currentMark(client: AdminClient): Promise<Mark> {
  const query = { order: 'newest', limit: 1 } as const;
  const { items } = await answered(client.GET('/api/notifications', { params: { query } }));
  return items[0];
}

/** What has been received since, in the order of receipt, as far as it is wanted. */
export async function keptSince(
  client: AdminClient,
  mark: Mark,
  isWanted: (notification: Notification) => boolean,
): Promise<Kept[]> {
  const wanted: Notification[] = [];
  let cursor: string | undefined;
  do {
    const query = {
      order: 'oldest',
      limit: LONGEST_PAGE,
      ...(mark && { receivedFrom: mark.receivedAt }),
      ...(cursor !== undefined && { cursor }),
    } as const;
    const page = await answered(client.GET('/api/notifications', { params: { query } }));
    // The time is exact to a millisecond, the id to a notification.
    wanted.push(...page.items.filter((each) => (!mark || each.id > mark.id) && isWanted(each)));
    cursor = page.nextCursor;
  } while (cursor !== undefined);

  const kept: Kept[] = new Array(wanted.length);
  const places = wanted.entries();
  const readOn = async () => {
    for (const [place, { id }] of places)
      kept[place] = await answered(client.GET('/api/notifications/{id}', { params: { path: { id } } }));
  };
  await Promise.all(Array.from({ length: READERS }, readOn));
  return kept;
}

// openapi/admin/parameters/Limit.yaml
const LONGEST_PAGE = 500;
const READERS = 8;

/**
 * Waits until nothing is pending any more, or nothing moves any more.
 *
 * @returns whether handlers are on. Where they are off nothing is waited for.
 */
export async function whenSettled(
  client: AdminClient,
  wait: (milliseconds: number) => Promise<void>,
): Promise<boolean> {
  const { enabled } = await answered(client.GET('/api/handlers'));
  let before = -1;
  for (let polls = 0; enabled && polls < PATIENCE; polls += 1) {
    const { pending, handling } = await answered(client.GET('/api/statistics'));
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

async function answered<Data>(
  asked: Promise<{ data?: Data; error?: { message?: string }; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await asked;
  if (data !== undefined) return data;
  throw new Error(error?.message ?? `The receiver answered ${response.status}.`);
}
