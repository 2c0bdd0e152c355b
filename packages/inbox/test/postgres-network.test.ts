import { setTimeout as delay } from 'node:timers/promises';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Inbox, InboxUnavailableError } from '../src/index.ts';
import { incoming, order, transfer } from './notifications.ts';
import { connectionOf, postgresInbox } from './stores.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

// The network between an inbox and its server fails in the middle of transactions.

const STATEMENT_TIMEOUT_MS = 300;
// The time that the network gets besides (connection/settings.ts).
const RESPONSE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 2_000;

let url: string;

beforeAll(async () => {
  const database = await createDatabase();
  ({ url } = database);
  return database.drop;
});

async function behindProxy(): Promise<{ inbox: Inbox; proxy: TcpProxy }> {
  const connection = connectionOf(url);
  const proxy = await startProxy(connection);
  const inbox = await postgresInbox(url, {
    connection: { ...connection, port: proxy.port, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    leaseMs: 60_000,
  });
  onTestFinished(async () => {
    proxy.resume();
    await inbox.close();
    await proxy.close();
  });
  return { inbox, proxy };
}

/** Sends notifications until it is stopped; each is sent again until it is acknowledged, as the platform may do. */
function load(inbox: Inbox, first: number) {
  const acknowledged = new Map<number, string>();
  const failures: unknown[] = [];
  let isStopped = false;
  let next = first;
  const senders = Array.from({ length: 6 }, async () => {
    while (!isStopped) {
      next += 1;
      const subject = next;
      for (let tries = 0; ; tries += 1) {
        try {
          const { id } = await inbox.receive(incoming(`${subject}-${tries}`, order(subject)));
          acknowledged.set(subject, id);
          break;
        } catch (error) {
          failures.push(error);
          await delay(10);
        }
      }
    }
  });
  return {
    acknowledged,
    failures,
    async stop() {
      isStopped = true;
      await Promise.all(senders);
    },
  };
}

async function expectAllStoredOnce(inbox: Inbox, acknowledged: ReadonlyMap<number, string>): Promise<void> {
  for (const [subject, id] of [...acknowledged].slice(-200)) {
    const subjectText = `00000000-0000-4000-8000-${String(subject).padStart(12, '0')}`;
    const { items } = await inbox.notifications({ subject: subjectText }, { limit: 9 });
    expect(items.map((item) => item.id)).toEqual([id]);
  }
}

describe('a network that fails', () => {
  it('by ending connections loses nothing that was acknowledged, and stores nothing twice', async () => {
    const { inbox, proxy } = await behindProxy();
    const { acknowledged, failures, stop } = load(inbox, 0);
    for (let drops = 0; drops < 8; drops += 1) {
      const before = acknowledged.size;
      while (acknowledged.size < before + 10) await delay(2);
      proxy.drop();
    }
    await stop();
    for (const error of failures) expect(error).toBeInstanceOf(InboxUnavailableError);
    await expectAllStoredOnce(inbox, acknowledged);
  });

  it('by delivering late, so that the server ends sessions in the middle of reading, is not noticed', async () => {
    const { inbox, proxy } = await behindProxy();
    await inbox.receive(incoming('stored', transfer(2)));
    const failures: unknown[] = [];
    let reads = 0;
    let isStopped = false;
    const readers = Array.from({ length: 6 }, async () => {
      for (; !isStopped; reads += 1) {
        const found = await inbox.notification('stored').catch((error) => void failures.push(error));
        if (found) expect(found.id).toBe('stored');
      }
    });
    for (let stalls = 0; stalls < 3; stalls += 1) {
      const before = reads;
      while (reads < before + 20) await delay(2);
      proxy.stall();
      await delay(2 * STATEMENT_TIMEOUT_MS);
      proxy.resume();
    }
    isStopped = true;
    await Promise.all(readers);
    // A connection that is needed meanwhile does not come about.
    expect(failures.map(String).filter((text) => !text.includes('when trying to connect'))).toEqual([]);
  });

  it('by delivering nothing rejects calls in time, and the inbox recovers by itself', async () => {
    const { inbox, proxy } = await behindProxy();
    await inbox.receive(incoming('claimed', transfer(1)));
    const claims = await inbox.claim(1_000);
    const { acknowledged, failures, stop } = load(inbox, 1_000_000);
    while (acknowledged.size < 20) await delay(2);
    proxy.stall();
    const stalledMs = performance.now();
    await expect(inbox.receive(incoming('stalled', order(999)))).rejects.toBeInstanceOf(
      InboxUnavailableError,
    );
    expect(performance.now() - stalledMs).toBeLessThan(2 * RESPONSE_TIMEOUT_MS);
    proxy.resume();
    const before = acknowledged.size;
    while (acknowledged.size < before + 20) await delay(2);
    await stop();
    for (const error of failures) expect(error).toBeInstanceOf(InboxUnavailableError);
    await expectAllStoredOnce(inbox, acknowledged);
    // The handler that ran meanwhile has kept its lease.
    for (const claim of claims) await inbox.complete(claim.id, { state: 'handled' }, claim);
  });
});
