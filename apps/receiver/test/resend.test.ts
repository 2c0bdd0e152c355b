import { PermanentError } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, withReceiver } from './running-receiver.ts';

// What is delivered again after it was handled, dead, discarded or removed (docs/decisions/0009-duplicates.md).

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const logOf = ({ logged }: RunningReceiver, message: string) => logged.filter(({ msg }) => msg === message);
const stateOf = async ({ inbox }: RunningReceiver, id: string) => (await inbox.notification(id))?.state;

async function idOfTheOnly({ inbox }: RunningReceiver): Promise<string> {
  const { items } = await inbox.notifications({}, { limit: 2 });
  expect(items).toHaveLength(1);
  return items[0]?.id ?? '';
}

it('a dead notification that is delivered again is replayed', async () => {
  let isBroken = true;
  const receiver = await withReceiver({
    onHandle: () => {
      if (isBroken) throw new PermanentError('the database rejects it');
    },
  });
  await post(receiver.url + path, transfer);
  const id = await idOfTheOnly(receiver);
  await vi.waitFor(async () => expect(await stateOf(receiver, id)).toBe('dead'), 30_000);
  isBroken = false;
  expect((await post(receiver.url + path, transfer)).status).toBe(200);
  await vi.waitFor(() => expect(receiver.handled.map((each) => each.id)).toEqual([id]), 30_000);
  const message = 'a dead notification was delivered again: it is replayed';
  expect(logOf(receiver, message)).toEqual([expect.objectContaining({ id, level: 30 })]);
});

it('a discarded notification that is delivered again is counted and logged as a warning', async () => {
  const receiver = await withReceiver({ environment: { HANDLERS: 'off' } });
  await post(receiver.url + path, transfer);
  const id = await idOfTheOnly(receiver);
  await receiver.inbox.discard([id], 'not wanted');
  expect((await post(receiver.url + path, transfer)).status).toBe(200);
  expect(await receiver.inbox.notification(id)).toMatchObject({
    deliveries: 2,
    discarded: expect.anything(),
  });
  const message = 'a discarded notification was delivered again';
  expect(logOf(receiver, message)).toEqual([expect.objectContaining({ id, level: 40 })]);
});

it.each<
  [state: string, environment: Record<string, string>, outcome: string, message: string, level: number]
>([
  ['discarded', {}, 'discarded', 'a discarded notification was delivered again', 40],
  ['dead', {}, 'replayed', 'a dead notification was delivered again: it is replayed', 30],
  ['pending', {}, 'counted', '', 0],
])(
  'a %s notification that is delivered again from quarantine is reported like any other',
  async (state, environment, outcome, message, level) => {
    const receiver = await withReceiver({
      environment: { ...environment, ...(state === 'dead' ? {} : { HANDLERS: 'off' }) },
      onHandle: () => {
        throw new PermanentError('the database rejects it');
      },
    });
    await post(receiver.url + path, transfer);
    const id = await idOfTheOnly(receiver);
    if (state === 'discarded') await receiver.inbox.discard([id], 'not wanted');
    await vi.waitFor(async () => expect(await stateOf(receiver, id)).toBe(state), 30_000);
    await post(`${receiver.url}/moved`, transfer);
    const body = { filter: {}, eventType: 'TRANSFER_NOTIFICATION' as const };
    const { data } = await adminClient(receiver).POST('/api/quarantine/replay', { body });
    expect(data).toMatchObject({ matched: 1, duplicates: 1 });
    if (message) expect(logOf(receiver, message)).toEqual([expect.objectContaining({ id, level })]);
    const { data: text } = await adminClient(receiver).GET('/metrics', { parseAs: 'text' });
    expect(text).toContain(
      `inbox_repetitions_total{event_type="TRANSFER_NOTIFICATION",outcome="${outcome}"} 1`,
    );
  },
);

it('a notification that was handled and removed is received and handled as a new one', async () => {
  const receiver = await withReceiver();
  await post(receiver.url + path, transfer);
  await vi.waitFor(() => expect(receiver.handled).toHaveLength(1), 30_000);
  await vi.waitFor(async () => {
    expect(await receiver.inbox.removeOld(new Date(Date.now() + 1), 10)).toBe(1);
  }, 30_000);
  await post(receiver.url + path, transfer);
  await vi.waitFor(() => expect(receiver.handled).toHaveLength(2), 30_000);
  expect(receiver.handled[1]?.id).not.toBe(receiver.handled[0]?.id);
});

it('prices that return are prices of their own', async () => {
  const receiver = await withReceiver();
  const { path: pricesPath } = registry.RE_TOKEN_PRICES;
  for (const regularToken of [10, 11, 10]) {
    const before = receiver.handled.length;
    await post(receiver.url + pricesPath, { ...exampleOf('RE_TOKEN_PRICES'), regularToken });
    await vi.waitFor(() => expect(receiver.handled).toHaveLength(before + 1), 30_000);
  }
  expect(receiver.handled.map(({ payload }) => payload)).toMatchObject([
    { regularToken: 10 },
    { regularToken: 11 },
    { regularToken: 10 },
  ]);
});
