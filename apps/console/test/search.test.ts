import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAuditSearch } from '../src/audit/search.ts';
import { parseSearch, stringifySearch } from '../src/controls/url-search.ts';
import { readDriftSearch } from '../src/drift/search.ts';
import { readGapsSearch } from '../src/gaps/search.ts';
import { filterInWords, filterOf, readNotificationSearch } from '../src/notifications/search.ts';
import { readOverviewSearch } from '../src/overview/search.ts';
import { readQuarantineSearch } from '../src/quarantine/search.ts';

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
});

/** Each view that keeps something in its URL, with the names that it reads. */
const VIEWS = {
  notifications: [
    readNotificationSearch,
    ['eventType', 'state', 'subject', 'text', 'cause', 'receivedFrom', 'receivedTo', 'unreadable', 'order'],
  ],
  overview: [readOverviewSearch, ['period', 'eventType']],
  quarantine: [readQuarantineSearch, ['eventType', 'path', 'receivedFrom', 'receivedTo', 'order']],
  audit: [readAuditSearch, ['operator', 'action', 'from', 'to', 'order']],
  drift: [readDriftSearch, ['eventType']],
  gaps: [readGapsSearch, ['eventType', 'receivedFrom', 'receivedTo', 'waiting', 'kind']],
} as const;

describe.each(Object.entries(VIEWS))('the URL of %s', (_view, [readSearch, names]) => {
  const name = fc.constantFrom<string>(...names, 'x', '__proto__', 'toString');
  const texts = fc.oneof(
    fc.string({ unit: codePoint }),
    fc.constantFrom(
      'true',
      'false',
      'dead',
      'oldest',
      'week',
      '3600',
      '2026-01-01T00:00Z',
      '9999-12-31T23:59Z',
    ),
  );
  const read: (search: Record<string, unknown>) => object = readSearch;

  it('is read without a failure, whatever is in it, and reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.oneof(texts, fc.anything())), (url) => {
        const search = read(url);
        expect(read({ ...search })).toEqual(search);
      }),
    );
  });

  it('shows the same after it was sent to a colleague', () => {
    fc.assert(
      fc.property(fc.dictionary(name, texts), (url) => {
        const search = read(parseSearch(stringifySearch(url)));
        expect(read(parseSearch(stringifySearch({ ...search })))).toEqual(search);
      }),
    );
  });
});

it('a filter of notifications has words, whatever is in its URL', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom<string>(...VIEWS.notifications[1]), fc.anything()), (url) => {
      expect(filterInWords(filterOf(readNotificationSearch(url)))).not.toBe('');
    }),
  );
});

it.each([
  [{ period: 'week' }, { period: 'week' }],
  [{ period: 'century', eventType: 7 }, {}],
  [{ eventType: 'USER_NOTIFICATION' }, { eventType: 'USER_NOTIFICATION' }],
])('the URL %j of the overview is the search %j', (url, search) => {
  expect(readOverviewSearch(url)).toEqual(search);
});
