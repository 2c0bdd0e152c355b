import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { exampleOf } from './contract.ts';
import { post, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');

it('with HANDLERS=off notifications are received and stay pending until a start with HANDLERS=on', async () => {
  const off = await runReceiver({ environment: { HANDLERS: 'off' } });
  expect((await post(off.url + path, transfer)).status).toBe(200);
  expect((await post(off.url + path, transfer)).status).toBe(200);
  expect(off.logged.map(({ msg }) => msg)).toContain('handlers are off: notifications stay pending');
  const folder = await off.abandon();

  const on = await withReceiver({ folder });
  await vi.waitFor(() => expect(on.handled.map(({ payload }) => payload)).toEqual([transfer]), 30_000);
  expect(off.handled).toEqual([]);
});
