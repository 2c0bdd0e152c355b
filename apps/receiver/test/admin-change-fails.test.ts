import { InboxUnavailableError, systemClock } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { expect, it, vi } from 'vitest';
import { notificationOperations } from '../src/admin/notifications.ts';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const { transferId: _, ...invalid } = transfer;
const about = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

type AdminClient = ReturnType<typeof adminClient>;

interface ManyChange {
  readonly action: string;
  readonly send: (client: AdminClient) => Promise<{ readonly response: Response }>;
  /** Replaces what changes a page or an item. @param before is awaited before each. */
  readonly hook: (receiver: RunningReceiver, before: () => Promise<void>) => void;
  readonly callsPerPage: number;
  readonly done: object;
}

const MANY_CHANGES: readonly ManyChange[] = [
  {
    action: 'replay',
    send: (client) => client.POST('/api/notifications/replay', { body: { filter: {} } }),
    hook({ inbox, served }, before) {
      served.replay = async (ids) => before().then(() => inbox.replay(ids));
    },
    callsPerPage: 1,
    done: { filter: {}, matched: 4, done: 2 },
  },
  {
    action: 'discard',
    send: (client) => client.POST('/api/notifications/discard', { body: { filter: {}, reason: 'why' } }),
    hook({ inbox, served }, before) {
      served.discard = async (ids, reason) => before().then(() => inbox.discard(ids, reason));
    },
    callsPerPage: 1,
    done: { filter: {}, reason: 'why', matched: 4, done: 2 },
  },
  {
    action: 'replay quarantined',
    send: (client) => client.POST('/api/quarantine/replay', { body: { filter: {} } }),
    hook({ inbox, served }, before) {
      served.recordRevalidation = async (...args) => before().then(() => inbox.recordRevalidation(...args));
    },
    callsPerPage: 2,
    done: { filter: {}, matched: 2, invalid: 2 },
  },
  {
    action: 'discard quarantined',
    send: (client) => client.POST('/api/quarantine/discard', { body: { filter: {}, reason: 'why' } }),
    hook({ inbox, served }, before) {
      served.discardQuarantined = async (ids) => before().then(() => inbox.discardQuarantined(ids));
    },
    callsPerPage: 1,
    done: { filter: {}, reason: 'why', matched: 4, done: 2 },
  },
];

/** A receiver with notifications and rejected bodies, more than the two that a page has. */
async function filled(start: typeof withReceiver): Promise<RunningReceiver> {
  const receiver = await start({ environment: { HANDLERS: 'off' } });
  const { inbox, served } = receiver;
  for (let n = 0; n < 6; n += 1) {
    await post(receiver.url + path, { ...transfer, transferId: about(n) });
    await post(receiver.url + path, invalid);
  }
  served.notifications = (filter, page) => inbox.notifications(filter, { ...page, limit: 2 });
  served.quarantined = (filter, page) => inbox.quarantined(filter, { ...page, limit: 2 });
  return receiver;
}

it.each(MANY_CHANGES)(
  'a $action that fails on the way is in the audit log with what it has done until then',
  async ({ action, send, hook, callsPerPage, done }) => {
    const receiver = await filled(withReceiver);
    const client = adminClient(receiver);
    let calls = 0;
    hook(receiver, async () => {
      calls += 1;
      if (calls > callsPerPage) throw new InboxUnavailableError('the disk is full');
    });
    receiver.served.check = async () => {
      throw new InboxUnavailableError('the disk is full');
    };
    expect((await send(client)).response.status).toBe(503);
    const { data } = await client.GET('/api/audit');
    expect(data?.items).toMatchObject([{ action, details: { ...done, error: 'the disk is full' } }]);
  },
);

it.each(MANY_CHANGES)(
  'a $action ends after its page when the receiver stops, and is in the audit log',
  async ({ action, send, hook, done }) => {
    const receiver = await filled(runReceiver);
    const client = adminClient(receiver);
    const { close, auditLog } = receiver.inbox;
    const acting = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    hook(receiver, async () => {
      acting.resolve();
      await waiting.promise;
    });
    let last: object | undefined;
    receiver.served.close = async () => {
      [last] = (await auditLog({}, { limit: 1 })).items;
      await close();
    };
    const sent = send(client);
    await acting.promise;
    const stopped = receiver.stop();
    waiting.resolve();
    expect((await sent).response.status).toBe(503);
    await stopped;
    const error = expect.stringContaining('cannot be used');
    expect(last).toMatchObject({ action, details: { ...done, matched: 2, error } });
  },
);

it('a discard that fails on the way wakes the dispatcher for what it has unblocked', async () => {
  const { inbox } = await filled(withReceiver);
  let calls = 0;
  const onPending = vi.fn();
  const { discardNotifications } = notificationOperations({
    inbox: {
      ...inbox,
      notifications: (filter, page) => inbox.notifications(filter, { ...page, limit: 2 }),
      async discard(ids, reason) {
        calls += 1;
        if (calls > 1) throw new InboxUnavailableError('the disk is full');
        return inbox.discard(ids, reason);
      },
      check: () => Promise.reject(new InboxUnavailableError('the disk is full')),
    },
    clock: systemClock,
    onPending,
    stopping: new AbortController().signal,
  });
  const request = {
    ...({ path: {}, query: {} } as { path: never; query: never }),
    body: { filter: {}, reason: 'why' },
    operator: { name: 'ada', role: 'operator' },
    audit: async () => {},
  } as const;
  await expect(discardNotifications(request)).rejects.toThrow('the disk is full');
  expect(onPending).toHaveBeenCalled();
});
