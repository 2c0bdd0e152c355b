import type { InboxReader, NotificationFilter } from '../src/index.ts';

/** Everything that an inbox gives for every kind of query, for every value that could make a difference. */
export async function readAll(inbox: InboxReader): Promise<unknown> {
  const all = await pages((cursor) => inbox.notifications({}, { limit: 3, oldestFirst: true, ...cursor }));
  const rejected = await pages((cursor) => inbox.quarantined({}, { limit: 2, ...cursor }));
  const filters: NotificationFilter[] = [
    ...(['pending', 'handling', 'handled', 'dead', 'discarded'] as const).map((state) => ({ state })),
    { unreadable: true },
    ...unique(all.map(({ eventType }) => eventType)).map((eventType) => ({ eventType })),
    ...unique(all.map(({ subject }) => subject)).flatMap((subject) =>
      subject === undefined ? [] : [{ subject }],
    ),
    ...all
      .slice(0, 3)
      .flatMap(({ id, receivedAt }) => [
        { text: id },
        { receivedFrom: receivedAt },
        { receivedTo: receivedAt, text: 'updated' },
      ]),
    { text: 'order 0' },
    { text: '😀' },
  ];
  const { logBytes: _logBytes, ...statistics } = await inbox.statistics();
  return {
    all,
    details: await Promise.all(all.map(async ({ id }) => withHexadecimalBody(await inbox.notification(id)))),
    filtered: await Promise.all(
      filters.map(async (filter) => [
        filter,
        idsOf((await inbox.notifications(filter, { limit: 1_000 })).items),
      ]),
    ),
    rejected,
    rejectedDetails: await Promise.all(
      rejected.map(async ({ id }) => withHexadecimalBody(await inbox.quarantinedBody(id))),
    ),
    observations: (await inbox.observations()).toSorted((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
    ),
    pauses: await inbox.pauses(),
    activity: await Promise.all((['hour', 'day', 'week'] as const).map((period) => inbox.activity(period))),
    statistics,
  };
}

async function pages<Item>(
  read: (page: {
    cursor?: string;
  }) => Promise<{ readonly items: readonly Item[]; readonly nextCursor?: string }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor === undefined ? {} : { cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return items;
  }
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** The stores give their bytes as different classes. */
function withHexadecimalBody(details: { readonly body: Uint8Array } | undefined): unknown {
  return details && { ...details, body: Buffer.from(details.body).toString('hex') };
}
