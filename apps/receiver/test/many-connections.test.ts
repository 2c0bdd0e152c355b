import { registry } from '@partner-webhooks/types';
import { describe, expect, it, vi } from 'vitest';
import { CHILD_KEY, type ChildReceiver, withChildReceiver } from './child-receiver.ts';
import { exampleOf } from './contract.ts';
import { openConnection, type RawConnection, talk } from './raw-connection.ts';
import { KEY, post, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const transfer = exampleOf('TRANSFER_NOTIFICATION');
const body = JSON.stringify(transfer);

/** The default of MAX_CONNECTIONS. */
const LIMIT = 2_000;

/** How many notifications are sent at once over the connection that takes 10,000: they share commits. */
const PIPELINED = 20;

function notification(key: string): string {
  return (
    `POST ${path} HTTP/1.1\r\nHost: x\r\nApi-Key: ${key}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
}

/** Sends one notification over each of `count` new connections, some at a time, and leaves all of them open. */
async function openMany(receiver: ChildReceiver, count: number, open: Set<RawConnection>): Promise<number> {
  let opened = 0;
  let responded = 0;
  const worker = async () => {
    while (opened < count) {
      opened += 1;
      const connection = await openConnection(receiver.port);
      open.add(connection);
      void connection.closed.then(() => open.delete(connection));
      connection.send(notification(CHILD_KEY));
      if ((await connection.response())?.status === 200) responded += 1;
    }
  };
  await Promise.all(Array.from({ length: 50 }, worker));
  return responded;
}

/** Opens one more. @returns after how many milliseconds its notification got a response. */
async function waitOfOne(receiver: ChildReceiver, open: Set<RawConnection>): Promise<number> {
  const startedAt = performance.now();
  expect(await openMany(receiver, 1, open)).toBe(1);
  return performance.now() - startedAt;
}

describe('connections that are kept alive', () => {
  it('10,000 of them, each after one notification, stay under the limit and leave room for others', async () => {
    const receiver = await withChildReceiver();
    const open = new Set<RawConnection>();
    expect(await openMany(receiver, 100, open)).toBe(100);
    for (const { socket } of open) socket.destroy();
    const before = await receiver.memory();
    const quiet = await waitOfOne(receiver, open);

    expect(await openMany(receiver, 10_000, open)).toBe(10_000);
    await vi.waitFor(() => expect(open.size).toBeLessThan(LIMIT), 60_000);
    const during = await receiver.memory();
    const most = open.size;
    expect(most).toBeGreaterThan(LIMIT / 2);
    const wait = await waitOfOne(receiver, open);
    // On a machine that is busy with other things, it waits without them as well.
    expect(wait).toBeLessThan(Math.max(1_000, 20 * quiet));

    for (const { socket } of open) socket.destroy();
    await vi.waitFor(
      async () => expect((await receiver.memory()).used - before.used).toBeLessThan(8),
      60_000,
    );
    console.log(
      `${most} of 10,000 connections stayed open; a new one got a response in ${wait.toFixed(1)} ms; in use before, ` +
        `during and after: ${before.used}, ${during.used} and ${(await receiver.memory()).used} MiB`,
    );
  });

  it('one takes 10,000 notifications', async () => {
    const receiver = await withChildReceiver();
    const connection = await openConnection(receiver.port);
    const send = async (count: number) => {
      for (let n = 0; n < count; n += PIPELINED) {
        connection.send(notification(CHILD_KEY).repeat(PIPELINED));
        for (let each = 0; each < PIPELINED; each += 1)
          expect((await connection.response())?.status).toBe(200);
      }
      return receiver.memory();
    };
    const before = await send(100);
    const after = await send(10_000);
    expect(after.used - before.used).toBeLessThan(8);
    console.log(`10,000 over one connection: ${before.used} MiB in use before, ${after.used} after`);
    connection.socket.destroy();
  });
});

describe('when nine tenths of the connections are taken', () => {
  const environment = { MAX_CONNECTIONS: '10' };

  it('those of a silent anonymous client are closed, the longest silent first', async () => {
    const { address, url } = await withReceiver({ environment });
    const silent: RawConnection[] = [];
    for (let n = 0; n < 9; n += 1) silent.push(await openConnection(address.port));
    for (let n = 0; n < 3; n += 1) {
      const connection = await openConnection(address.port);
      connection.send(notification(KEY));
      expect((await connection.response())?.status).toBe(200);
    }
    await Promise.all(silent.slice(0, 3).map(({ closed }) => closed));
    expect(silent.slice(3).some(({ socket }) => socket.destroyed)).toBe(false);
    expect((await post(url + path, transfer)).status).toBe(200);
    for (const { socket } of silent) socket.destroy();
  });

  it('those with an open response stay, and connections beyond the limit are dropped', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let received = 0;
    const beforeReceive = () => {
      received += 1;
      return released;
    };
    const { address, logged } = await withReceiver({ environment, beforeReceive });
    const busy: RawConnection[] = [];
    for (let n = 1; n <= 10; n += 1) {
      const connection = await openConnection(address.port);
      busy.push(connection);
      connection.send(notification(KEY));
      await vi.waitFor(() => expect(received).toBe(n), 30_000);
    }
    for (let n = 0; n < 5; n += 1) expect(await talk(address.port, notification(KEY))).toEqual([]);
    release();
    for (const connection of busy) expect((await connection.response())?.status).toBe(200);
    for (const { socket } of busy) socket.destroy();
    // One line, not five.
    expect(logged.filter(({ msg }) => String(msg).startsWith('connections are dropped'))).toEqual([
      expect.objectContaining({ maximum: 10 }),
    ]);
  });
});
