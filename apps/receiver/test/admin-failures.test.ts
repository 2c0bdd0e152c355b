import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const about = (n: number) => ({
  ...transfer,
  transferId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
});

it('failures are grouped by cause, and a group is replayed by it', async () => {
  let handled = 0;
  let isMended = false;
  const receiver = await withReceiver({
    onHandle: () => {
      handled += 1;
      if (!isMended)
        throw new PermanentError(handled % 2 ? `no account ${handled}` : `account '${handled}' is closed`);
    },
  });
  const client = adminClient(receiver);
  for (let n = 0; n < 6; n += 1) await post(receiver.url + path, about(n));
  const groups = await vi.waitFor(async () => {
    const { data } = await client.GET('/api/failures');
    expect(data?.items.map(({ error, dead }) => [error, dead]).toSorted()).toEqual([
      ['PermanentError: account ‹text› is closed', 3],
      ['PermanentError: no account ‹n›', 3],
    ]);
    return data?.items ?? [];
  }, 30_000);
  const [group] = groups;
  const query = { eventType: 'TRANSFER_NOTIFICATION', cause: group?.cause ?? '' };
  const { data: listed } = await client.GET('/api/notifications', { params: { query } });
  expect(listed?.items.map(({ id }) => id)).toEqual(group?.ids);
  isMended = true;
  const { data } = await client.POST('/api/notifications/replay', { body: { filter: query } });
  expect(data).toEqual({ matched: 3, done: 3, receivedTo: expect.any(String) });
  await vi.waitFor(async () => {
    expect((await client.GET('/api/failures')).data?.items.map(({ cause }) => cause)).toEqual([
      groups[1]?.cause,
    ]);
  }, 30_000);
  const wrong = await client.GET('/api/notifications', { params: { query: { cause: 'no cause' } } });
  expect(wrong.response.status).toBe(400);
});
