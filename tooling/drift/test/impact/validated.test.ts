import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Impact } from '../../src/impact/impact.ts';
import { type Payloads, writeContract } from './contracts.ts';
import { impactOf } from './ran-impact.ts';
import {
  type SeededNotification,
  type SeededQuarantined,
  seedInbox,
  temporaryFolder,
} from './seeded-inbox.ts';

// What is found besides rejections: observations, quarantined bodies, values that were never seen, and bodies that cannot be
// validated.

const text = { type: 'string' };
const open = (...values: string[]) => ({ ...text, enum: values, 'x-extensible': true });

const RELEASED: Payloads = {
  ORDER_NOTIFICATION: {
    type: 'object',
    required: ['id'],
    properties: {
      id: text,
      status: open('NEW', 'DONE', 'OLD'),
      lines: { type: 'array', items: { type: 'object', properties: { state: open('A') } } },
      dropped: text,
    },
  },
  FUND_NOTIFICATION: { type: 'object', properties: { kind: open('X', 'Y') } },
};

const PRESENT: Payloads = {
  ORDER_NOTIFICATION: {
    type: 'object',
    properties: {
      id: text,
      status: open('NEW', 'DONE', 'HELD'),
      note: text,
      lines: { type: 'array', items: { type: 'object', properties: { state: open('A', 'B'), size: {} } } },
    },
  },
  FUND_NOTIFICATION: { type: 'object', properties: { kind: open('X', 'Y') } },
  BASKET_NOTIFICATION: { type: 'object', required: ['id'], properties: { id: text } },
};

const ORDER = 'ORDER_NOTIFICATION';
const order = (id: string, body: unknown, more: Partial<SeededNotification> = {}): SeededNotification => ({
  id,
  eventType: ORDER,
  body: JSON.stringify(body),
  ...more,
});

const many = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`extra${n}`, n]));
const deep = `${'['.repeat(33)}${']'.repeat(33)}`;

const NOTIFICATIONS: SeededNotification[] = [
  order('plain', { id: 'a', status: 'NEW' }),
  order('held', { id: 'a', status: 'HELD', note: 'a note' }),
  order('held-2', { id: 'a', status: 'HELD' }),
  order('lines', { id: 'a', lines: [{ state: 'B', size: 1 }, { state: 'B' }, { state: 'C' }] }),
  order('dropped', { id: 'a', status: 'OLD', dropped: 'a' }),
  order('by-another', { status: 'NEW' }),
  order('by-none', { status: 5 }),
  order('many', { id: 'a', ...many }),
  { id: 'gone', eventType: 'GONE_NOTIFICATION', body: '{}', state: 'pending' },
  { id: 'basket', eventType: 'BASKET_NOTIFICATION', body: '{"id":"a"}' },
  order('bom', {}, { body: '\uFEFF{"id":"a","status":"DONE"}' }),
  // No receiver has stored these.
  order('empty', {}, { body: '' }),
  order('no-utf-8', {}, { body: Buffer.from([0x7b, 0xff, 0x7d]) }),
  order('twice', {}, { body: '{"id":"a","id":"b"}' }),
  order('deep', {}, { body: deep }),
  order('broken', {}, { body: '{"id":"a"' }),
  order('broken-elsewhere', {}, { body: '{"id":"abc", x' }),
  order('huge', {}, { body: `[${'0,'.repeat(200_000)}0]` }),
  order('proto', {}, { body: '{"__proto__":1}' }),
  order('number', {}, { body: '{"id":"a","note":1e999}' }),
];

const QUARANTINED: SeededQuarantined[] = [
  { id: 'q-order', eventType: ORDER, body: '{"status":"NEW"}' },
  { id: 'q-valid', eventType: ORDER, body: '{"id":"a"}', contentType: 'text/plain' },
  { id: 'q-gzip', eventType: ORDER, body: gzipSync('{"id":"a"}'), contentEncoding: 'gzip' },
  { id: 'q-path', path: '/Basket-Notification/', body: '{"id":"a"}' },
  { id: 'q-still', path: '/basket-notification', body: '{}' },
  { id: 'q-unknown', path: '/nowhere', body: '{}' },
  { id: 'q-cut', eventType: ORDER, body: '{"id":"a"}', isIncomplete: true },
  { id: 'q-broken', eventType: ORDER, body: 'no gzip', contentEncoding: 'gzip' },
  { id: 'q-gone', eventType: 'GONE_NOTIFICATION', body: '{}' },
  { id: 'q-bomb', eventType: ORDER, body: gzipSync(`"${'a'.repeat(2_000_000)}"`), contentEncoding: 'gzip' },
];

let impact: Impact & { readonly code: number };
const { folder, remove } = await temporaryFolder();
afterAll(remove);

beforeAll(async () => {
  await writeContract(join(folder, 'openapi'), RELEASED, PRESENT);
  await seedInbox(join(folder, 'inbox.db'), NOTIFICATIONS, QUARANTINED);
  impact = await impactOf(folder, ['--inbox', 'file:inbox.db']);
});

it('reads every stored body, rejects none, and exits with 0', () => {
  expect(impact).toMatchObject({
    code: 0,
    read: { notifications: NOTIFICATIONS.length, quarantined: QUARANTINED.length },
    rejected: { bodies: 0, groups: [] },
  });
});

it('reports apart what the base rejects already, and whether the working tree accepts it', () => {
  expect(impact.alreadyRejected).toMatchObject({ bodies: 4, accepted: 2 });
  expect(impact.alreadyRejected.groups).toEqual(
    expect.arrayContaining([
      { eventType: ORDER, pointer: '/id', rule: 'required', count: 2, ids: ['by-another', 'by-none'] },
      { eventType: ORDER, pointer: '/status', rule: 'type string', count: 1, ids: ['by-none'] },
      { eventType: 'GONE_NOTIFICATION', pointer: '', rule: 'event-type', count: 1, ids: ['gone'] },
      { eventType: 'BASKET_NOTIFICATION', pointer: '', rule: 'event-type', count: 1, ids: ['basket'] },
    ]),
  );
  expect(impact.alreadyRejected.groups).toHaveLength(4);
});

it('lists notifications whose event type the working tree does not have, and how many are pending', () => {
  expect(impact.withoutEventType).toEqual([
    { eventType: 'GONE_NOTIFICATION', count: 1, pending: 1, ids: ['gone'] },
  ]);
});

describe('observations', () => {
  const property = { eventType: ORDER, kind: 'unknown-property' };
  const value = { eventType: ORDER, kind: 'unknown-value' };

  it('become known with a property or a value more', () => {
    expect(impact.becomeKnown).toEqual([
      { ...value, pointer: '/status', value: 'HELD', count: 2, ids: ['held', 'held-2'] },
      { ...property, pointer: '/note', count: 1, ids: ['held'] },
      { ...value, pointer: '/lines/*/state', value: 'B', count: 1, ids: ['lines'] },
      { ...property, pointer: '/lines/*/size', count: 1, ids: ['lines'] },
    ]);
  });

  it('arise from a property or a value less', () => {
    expect(impact.becomeUnknown).toEqual([
      { ...value, pointer: '/status', value: 'OLD', count: 1, ids: ['dropped'] },
      { ...property, pointer: '/dropped', count: 1, ids: ['dropped'] },
    ]);
  });

  it('are not compared if a body has so many that not all are listed', () => {
    expect(impact.tooManyObservations).toBe(1);
  });
});

describe('of the quarantined bodies', () => {
  it('those that would be accepted are counted by the event type that they were sent as', () => {
    expect(impact.quarantine.accepted).toEqual([
      { eventType: ORDER, count: 3, byBase: 2, ids: ['q-order', 'q-valid', 'q-gzip'] },
      { eventType: 'BASKET_NOTIFICATION', count: 1, byBase: 0, ids: ['q-path'] },
    ]);
  });

  it('the others are rejected again', () => {
    expect(impact.quarantine.rejected).toBe(2);
  });
});

it('lists the values of extensible enums that no stored body has, and the event types without any', () => {
  expect(impact.neverSeen).toEqual([{ eventType: ORDER, pointer: '/lines/*/state', values: ['A'] }]);
  expect(impact.withoutBodies).toEqual(['FUND_NOTIFICATION']);
});

it('counts and names what cannot be validated, and goes on', () => {
  const inbox = (reason: string, ...ids: string[]) => ({
    store: 'inbox',
    reason: `not JSON that a receiver accepts: ${reason}`,
    count: ids.length,
    ids,
  });
  const quarantine = (reason: string, id: string) => ({ store: 'quarantine', reason, count: 1, ids: [id] });
  expect(impact.notValidated).toEqual(
    expect.arrayContaining([
      inbox('it is empty', 'empty'),
      inbox('it is not valid UTF-8', 'no-utf-8'),
      inbox('an object has the same property twice', 'twice'),
      inbox('it is nested deeper than 32 levels', 'deep'),
      inbox('it has more than 100000 values', 'huge'),
      inbox('a property has a name that is not allowed', 'proto'),
      inbox('the number is too large', 'number'),
      quarantine('no event type is received at its path', 'q-unknown'),
      quarantine('only its beginning is stored', 'q-cut'),
      quarantine('cannot be decompressed', 'q-broken'),
      quarantine('larger than MAX_BODY_BYTES', 'q-bomb'),
    ]),
  );
  const broken = impact.notValidated.flatMap(({ ids = [] }) => ids.filter((id) => id.startsWith('broken')));
  expect(broken).toEqual(['broken', 'broken-elsewhere']);
});
