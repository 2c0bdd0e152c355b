import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import { describe, expect, it, vi } from 'vitest';
import { eventTypeOfPath } from '../src/http/event-type-of-path.ts';
import { exampleOf } from './contract.ts';
import { shareQuarantine } from './quarantine.ts';
import { KEY, post } from './running-receiver.ts';

// How a sender may write the path of an event type, and what each form means. The rows are derived from the contract.

const FORMS: Readonly<Record<string, (path: string) => string>> = {
  plain: (path) => path,
  'trailing slash': (path) => `${path}/`,
  query: (path) => `${path}?attempt=2`,
  'double slash': (path) => `/${path}`,
  'upper case': (path) => path.toUpperCase(),
  'percent-encoded': (path) => path.replaceAll('-', '%2D'),
};

const OTHER_PATHS: Readonly<Record<string, (path: string) => string>> = {
  'one letter more': (path) => `${path}x`,
  'a further segment': (path) => `${path}/x`,
  'an encoded slash': (path) => path.replace('-', '%2F'),
  underscores: (path) => path.replaceAll('-', '_'),
};

function rows(forms: Readonly<Record<string, (path: string) => string>>): [string, EventType, string][] {
  return Object.entries(forms).flatMap(([form, write]) =>
    EVENT_TYPES.map((eventType): [string, EventType, string] => [
      form,
      eventType,
      write(registry[eventType].path),
    ]),
  );
}

const shared = shareQuarantine();

/** The fields of the log line of the last request. */
async function lastLogged(before: number): Promise<Record<string, unknown> | undefined> {
  const lines = () => shared.receiver.logged.filter(({ msg }) => msg === 'request completed');
  await vi.waitFor(() => expect(lines().length).toBeGreaterThan(before), 30_000);
  return lines().at(-1);
}

function completedRequests(): number {
  return shared.receiver.logged.filter(({ msg }) => msg === 'request completed').length;
}

describe('a path that means an event type', () => {
  it.each(rows(FORMS))('%s: %s at %s', async (_form, eventType, target) => {
    const { receiver, rejected, client } = shared;
    const { path } = registry[eventType];
    expect(eventTypeOfPath(target.replace(/\?.*/, ''))).toBe(eventType);

    // Routing: the notification is received as this event type, and logged under the canonical path.
    const before = completedRequests();
    expect((await post(receiver.url + target, exampleOf(eventType))).status).toBe(200);
    expect(await lastLogged(before)).toMatchObject({ eventType, path, status: 200 });

    // Quarantine: what is rejected has this event type and the canonical path, whatever the method is.
    expect((await post(receiver.url + target, '{')).status).toBe(400);
    const put = { method: 'PUT', headers: { 'api-key': KEY }, body: '{' };
    const response = await fetch(receiver.url + target, put);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(rejected).toMatchObject([
      { eventType, path, method: 'POST' },
      { eventType, path, method: 'PUT' },
    ]);

    // Replay: it is validated as this event type, and found by the canonical path.
    for (const { id } of rejected)
      await client.POST('/api/quarantine/{id}/replay', { params: { path: { id } } });
    const { data } = await client.GET('/api/quarantine', { params: { query: { path, limit: 2 } } });
    expect(data?.items.map(({ lastRevalidation }) => lastRevalidation?.eventType)).toEqual([
      eventType,
      eventType,
    ]);
  });
});

describe('a path that means no event type', () => {
  it.each(rows(OTHER_PATHS))('%s: not %s at %s', async (_form, _eventType, target) => {
    const { receiver, rejected } = shared;
    expect(eventTypeOfPath(target)).toBeUndefined();
    expect((await post(receiver.url + target, '{}')).status).toBe(404);
    expect(rejected).toEqual([expect.objectContaining({ path: target })]);
    expect(rejected[0]).not.toHaveProperty('eventType');
  });
});
