import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterInWords, filterOf, readNotificationSearch } from '../src/notifications/search.ts';
import { readOverviewSearch } from '../src/overview/search.ts';

describe('the URL of the list of notifications', () => {
  it.each([
    [{ state: 'dead' }, { state: 'dead' }],
    [{ state: 'nonsense' }, {}],
    [{ subject: '12345' }, { subject: '12345' }],
    [{ subject: ' a ' }, { subject: 'a' }],
    [{ text: '' }, {}],
    [{ receivedFrom: 'yesterday' }, {}],
    [{ receivedTo: '2026-01-01T00:00:00Z' }, { receivedTo: '2026-01-01T00:00:00.000Z' }],
    [{ unreadable: true }, { unreadable: true }],
    [{ unreadable: 'false' }, { unreadable: false }],
    [{ unreadable: 'yes' }, {}],
    [{ order: 'newest' }, {}],
    [{ order: 'oldest' }, { order: 'oldest' }],
    [{ cursor: 'x', limit: 5 }, {}],
  ])('%j is the search %j', (url, search) => {
    expect(readNotificationSearch(url)).toEqual(search);
  });

  it('is read without a failure, whatever is in it, and reading it again changes nothing', () => {
    const urls = fc.dictionary(
      fc.constantFrom(
        'eventType',
        'state',
        'subject',
        'text',
        'cause',
        'receivedFrom',
        'unreadable',
        'order',
        'x',
      ),
      fc.anything(),
    );
    fc.assert(
      fc.property(urls, (url) => {
        const search = readNotificationSearch(url);
        expect(readNotificationSearch({ ...search })).toEqual(search);
        expect(filterInWords(filterOf(search))).not.toBe('');
      }),
    );
  });
});

it.each([
  [{ period: 'week' }, { period: 'week' }],
  [{ period: 'century', eventType: 7 }, {}],
  [{ eventType: 'USER_NOTIFICATION' }, { eventType: 'USER_NOTIFICATION' }],
])('the URL %j of the overview is the search %j', (url, search) => {
  expect(readOverviewSearch(url)).toEqual(search);
});
