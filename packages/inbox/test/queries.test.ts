import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { FilterRow } from '../src/rows/filter-row.ts';
import { hitList, matchingNotifications, notificationList } from '../src/sqlite/read/notification-queries.ts';
import { openedInbox } from './opened-inbox.ts';

it('a list is read from an index, for every combination of conditions', async () => {
  const { file } = await openedInbox();
  const database = new DatabaseSync(file, { readOnly: true });
  const conditions: FilterRow[] = [
    { eventType: 'a' },
    { state: 'dead' },
    { subject: { value: 'b', eventTypes: ['a', 'c'] } },
    { receivedFrom: 1, receivedTo: 2 },
    { terms: [{ term: 'abc', isPrefix: true }] },
    { unreadable: true },
  ];
  const filters: FilterRow[] = [{}];
  for (const condition of conditions) filters.push(...filters.map((each) => ({ ...each, ...condition })));
  expect(filters).toHaveLength(64);
  for (const filter of filters) {
    for (const [order, by] of [
      ['oldest first', 'state'],
      ['oldest first', 'type'],
      ['newest first', 'state'],
      ['newest first', 'type'],
    ]) {
      const page = { limit: 50, after: 7, oldestFirst: order === 'oldest first' };
      const span = { from: filter.receivedFrom, to: filter.receivedTo };
      const hits = hitList(filter, span, page, by === 'state');
      // Few are unreadable: sorting those is no harm.
      const maySort = Boolean(filter.unreadable);
      const asked = hits
        ? [hits, matchingNotifications(filter, '[]', page)]
        : [notificationList(filter, span, page)];
      for (const { text } of asked) {
        const plan = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all();
        const steps = plan.map(({ detail }) => String(detail));
        // SQLite also calls it a scan if it reads the hits of the search index, or rows that were found by it.
        expect(
          steps.filter((step) => /^SCAN (?!search_index VIRTUAL|json_each|\(subquery)/.test(step)),
          text,
        ).toEqual([]);
        if (!maySort) expect(steps.join(), text).not.toContain('TEMP B-TREE');
      }
    }
  }
  database.close();
});
