import type { components } from '@partner-webhooks/admin-api';
import { type AdminConnection, dataOf } from '@partner-webhooks/admin-api/client';
import type { StoredBodies, StoredItem } from '@partner-webhooks/inbox';

type Schemas = components['schemas'];
type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor?: string };
type PageQuery = {
  order: 'oldest';
  limit: number;
  cursor?: string;
  receivedFrom?: string;
  receivedTo: string;
};

/**
 * The bodies of a receiver, through its admin API: notifications page by page, and each rejected body with a request of its own,
 * some at a time. The functions throw AdminApiError if the receiver cannot be reached or does not accept the token.
 *
 * @param now what comes in later is left out.
 */
export function openAdminApiBodies({ client }: AdminConnection, now = () => new Date()): StoredBodies {
  return {
    async count() {
      const { pending, handling, handled, dead, discarded, quarantined } = await dataOf(
        client.GET('/api/statistics'),
      );
      return pending + handling + handled + dead + discarded + quarantined;
    },

    async *items(since) {
      const range = {
        ...(since && { receivedFrom: since.toISOString() }),
        receivedTo: new Date(now().getTime() + 1).toISOString(),
      };
      yield* all(
        (page) =>
          dataOf(
            client.GET('/api/notifications', { params: { query: { ...range, ...page, withBody: true } } }),
          ),
        // One without a body could not be read. The request for it alone says why.
        async (listed) => storedNotification(listed) ?? notification(listed.id),
      );
      yield* all(
        (page) => dataOf(client.GET('/api/quarantine', { params: { query: { ...range, ...page } } })),
        ({ id }) => quarantined(id),
      );
    },

    close: async () => {},
  };

  async function notification(id: string): Promise<StoredItem | undefined> {
    const found = await one(id, client.GET('/api/notifications/{id}', { params: { path: { id } } }));
    return found && 'kind' in found ? found : found && storedNotification(found);
  }

  async function quarantined(id: string): Promise<StoredItem | undefined> {
    const found = await one(id, client.GET('/api/quarantine/{id}', { params: { path: { id } } }));
    if (!found || 'kind' in found) return found;
    const { path, eventType, contentType, contentEncoding, incomplete, bodyEncoding } = found;
    return {
      kind: 'quarantined',
      id,
      path,
      ...(eventType !== undefined && { eventType }),
      // The receiver has decoded a body that it gives as text.
      ...(bodyEncoding === 'base64' && contentType !== undefined && { contentType }),
      ...(bodyEncoding === 'base64' && contentEncoding !== undefined && { contentEncoding }),
      isIncomplete: incomplete !== undefined,
      body: bytesOf(found),
    };
  }
}

function storedNotification(found: Schemas['Notification']): StoredItem | undefined {
  const { id, eventType, state, body, bodyEncoding } = found;
  if (body === undefined || bodyEncoding === undefined) return undefined;
  return { kind: 'notification', id, eventType, state, body: bytesOf({ body, bodyEncoding }) };
}

type WithBody = Pick<Schemas['NotificationDetails'], 'body' | 'bodyEncoding'>;

function bytesOf({ body, bodyEncoding }: WithBody): Uint8Array {
  return Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8');
}

/**
 * One body, or why it alone cannot be read.
 *
 * @returns `undefined` if retention has removed it since it was listed.
 */
async function one<Data>(
  id: string,
  pending: Promise<{ data?: Data; error?: { message?: string }; response: Response }>,
): Promise<Data | Extract<StoredItem, { kind: 'unreadable' }> | undefined> {
  const ended = await pending.catch(() => undefined);
  const status = ended?.response.status;
  if (status === 404) return undefined;
  if (status === INTERNAL_ERROR)
    return { kind: 'unreadable', place: id, reason: 'the receiver responded with status 500' };
  return dataOf(ended ? Promise.resolve(ended) : pending);
}

const INTERNAL_ERROR = 500;

/** All items of a list in its order, with their bodies. */
async function* all<Record>(
  page: (query: Omit<PageQuery, 'receivedFrom' | 'receivedTo'>) => Promise<Page<Record>>,
  itemOf: (record: Record) => Promise<StoredItem | undefined>,
): AsyncGenerator<StoredItem> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page({
      order: 'oldest',
      limit: ITEMS_PER_PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    for (let start = 0; start < items.length; start += REQUESTS_AT_A_TIME) {
      const batch = await Promise.all(items.slice(start, start + REQUESTS_AT_A_TIME).map(itemOf));
      for (const item of batch) if (item) yield item;
    }
    cursor = nextCursor;
  } while (cursor !== undefined);
}

// openapi/admin/parameters/Limit.yaml
const ITEMS_PER_PAGE = 500;

// More would delay the operators: the receiver reads one body after the other. A body has a mebibyte at most, as a rule.
const REQUESTS_AT_A_TIME = 4;
