import { createHash } from 'node:crypto';
import type { NotificationRecord, RejectedBody } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import {
  KEY,
  type Options,
  post,
  type RunningReceiver,
  runReceiver,
  withReceiver,
} from './running-receiver.ts';

// The parts of the tests of quarantine: a receiver whose rejected bodies are recorded, and requests written byte by byte.

export const { path } = registry.TRANSFER_NOTIFICATION;
export const transfer = exampleOf('TRANSFER_NOTIFICATION');
export const body = JSON.stringify(transfer);
export const MIB = 1_048_576;

export const LENGTH = `Content-Length: ${Buffer.byteLength(body)}`;
export const JSON_TYPE = 'Content-Type: application/json';

/** A receiver with its admin API and what went into its quarantine. */
export interface Quarantine {
  readonly receiver: RunningReceiver;
  readonly client: ReturnType<typeof adminClient>;
  /** The bodies that went into quarantine during this test. */
  readonly rejected: RejectedBody[];
}

/** A receiver for one test. */
export async function withQuarantine(options: Options = {}): Promise<Quarantine> {
  const rejected: RejectedBody[] = [];
  const receiver = await withReceiver({ ...options, onQuarantine: (each) => rejected.push(each) });
  return { receiver, rejected, client: adminClient(receiver) };
}

/** One receiver for all tests of a file. Its inbox contains one transfer; sending that again is a duplicate. */
export function shareQuarantine(): Quarantine {
  const shared = {} as Quarantine;
  beforeAll(async () => {
    const rejected: RejectedBody[] = [];
    const receiver = await runReceiver({ onQuarantine: (each) => rejected.push(each) });
    Object.assign(shared, { receiver, rejected, client: adminClient(receiver) });
  });
  beforeEach(async () => {
    expect((await post(shared.receiver.url + path, body)).status).toBe(200);
    shared.rejected.length = 0;
  });
  afterAll(() => shared.receiver.stop());
  return shared;
}

/** Expects one further delivery of the transfer: the body was decoded to the same notification. */
export async function expectDelivery({ receiver }: Quarantine, deliveriesBefore: number): Promise<void> {
  expect((await theTransfer(receiver)).deliveries).toBe(deliveriesBefore + 1);
}

/** The only notification in the inbox. */
export async function theTransfer({ inbox }: RunningReceiver): Promise<NotificationRecord> {
  const { items } = await inbox.notifications({ eventType: 'TRANSFER_NOTIFICATION' }, { limit: 9 });
  expect(items).toHaveLength(1);
  return items[0] as NotificationRecord;
}

/** The bytes of a request with a valid key. @param lines headers besides `Host` and the key. */
export function request(
  lines: readonly string[],
  sent: string | Buffer,
  { method = 'POST', at = path as string, host = 'Host: x' } = {},
): Buffer {
  const head = [`${method} ${at} HTTP/1.1`, host, `Api-Key: ${KEY}`, ...lines].filter(Boolean).join('\r\n');
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(sent)]);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function textsOf(rejected: readonly RejectedBody[]): string[] {
  return rejected.map((each) => Buffer.from(each.body).toString());
}

/** Replays the body that was rejected last. */
export async function replayLast(
  { rejected, client }: Pick<Quarantine, 'rejected' | 'client'>,
  eventType?: string,
) {
  const params = { path: { id: rejected.at(-1)?.id ?? '' } };
  const { data } = await client.POST('/api/quarantine/{id}/replay', {
    params,
    body: eventType ? { eventType } : {},
  });
  return data;
}
