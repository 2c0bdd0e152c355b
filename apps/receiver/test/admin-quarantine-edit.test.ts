import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, TOKEN } from './running-receiver.ts';

const prices = exampleOf('RE_TOKEN_PRICES');
const { path } = registry.RE_TOKEN_PRICES;
const wrong = ' { "regularToken": "12,50" } ';

let receiver: RunningReceiver;
let client: ReturnType<typeof adminClient>;
beforeAll(async () => {
  receiver = await runReceiver();
  client = adminClient(receiver);
});
afterAll(() => receiver?.stop());

async function download(path: string): Promise<[status: number, body: string]> {
  const response = await fetch(receiver.adminUrl + path, { headers: { authorization: `Bearer ${TOKEN}` } });
  return [response.status, await response.text()];
}

async function quarantined(): Promise<string> {
  await post(receiver.url + path, wrong);
  const { data } = await client.GET('/api/quarantine', { params: { query: { limit: 1 } } });
  return data?.items[0]?.id ?? '';
}

describe('an edited copy of a rejected body', () => {
  it('is validated, stored beside the original, and replayed in its place; the original stays', async () => {
    const id = await quarantined();
    const params = { path: { id } };
    const untouched = await client.POST('/api/quarantine/{id}/replay', { params, body: { edited: true } });
    expect(untouched.response.status).toBe(409);
    const still = await client.POST('/api/quarantine/{id}/edit', { params, body: { body: '{}' } });
    expect(still.data).toMatchObject({ valid: false, reasons: [{ code: 'required' }, {}] });
    const body = JSON.stringify({ ...prices, unheardOf: 1 });
    const { data: edited } = await client.POST('/api/quarantine/{id}/edit', { params, body: { body } });
    expect(edited).toEqual({
      valid: true,
      reasons: [],
      observations: [{ pointer: '/unheardOf', kind: 'unknown-property' }],
    });
    const { data: shown } = await client.GET('/api/quarantine/{id}', { params });
    expect(shown).toMatchObject({ body: wrong, edit: { body, editedBy: 'admin' } });
    const { data: replayed } = await client.POST('/api/quarantine/{id}/replay', {
      params,
      body: { edited: true },
    });
    expect(replayed).toMatchObject({ outcome: 'received', notificationId: id });
    await vi.waitFor(() => expect(receiver.handled.map((each) => each.id)).toEqual([id]), 30_000);
    expect(await download(`/api/notifications/${id}/body`)).toEqual([200, body]);
    expect(await download(`/api/quarantine/${id}/body`)).toEqual([200, wrong]);
    const { data: audit } = await client.GET('/api/audit', { params: { query: { limit: 1 } } });
    expect(audit?.items).toMatchObject([{ action: 'replay quarantined', details: { id, edited: true } }]);
  });

  it('can be of another event type, and larger than other requests', async () => {
    const id = await quarantined();
    const transfer = { ...exampleOf('TRANSFER_NOTIFICATION'), note: 'x'.repeat(100_000) };
    const { data } = await client.POST('/api/quarantine/{id}/edit', {
      params: { path: { id } },
      body: { body: JSON.stringify(transfer), eventType: 'TRANSFER_NOTIFICATION' },
    });
    expect(data?.valid).toBe(true);
    const body = { edited: true };
    const replayed = await client.POST('/api/quarantine/{id}/replay', { params: { path: { id } }, body });
    expect(replayed.data).toMatchObject({ outcome: 'received' });
    const { data: found } = await client.GET('/api/notifications/{id}', { params: { path: { id } } });
    expect(found?.eventType).toBe('TRANSFER_NOTIFICATION');
  });
});

describe('a validation', () => {
  it.each([
    ['RE_TOKEN_PRICES', JSON.stringify(prices), true, undefined],
    ['RE_TOKEN_PRICES', 'no JSON', false, 'json'],
    ['RE_TOKEN_PRICES', '[]', false, 'type'],
  ])('as %s of %j: %s', async (eventType, body, valid, code) => {
    const { data } = await client.POST('/api/validate', { body: { eventType, body } });
    expect([data?.valid, data?.reasons[0]?.code]).toEqual([valid, code]);
  });

  it('needs an event type of the contract', async () => {
    const { response } = await client.POST('/api/validate', { body: { eventType: 'NONE', body: '{}' } });
    expect(response.status).toBe(400);
  });
});

it('a download is byte for byte, and no page', async () => {
  const id = await quarantined();
  const response = await fetch(`${receiver.adminUrl}/api/quarantine/${id}/body`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${id}.bin"`);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(await response.text()).toBe(wrong);
  expect((await download('/api/notifications/019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e/body'))[0]).toBe(404);
});
