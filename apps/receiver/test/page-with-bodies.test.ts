import type { NotificationDetails, PageRequest } from '@partner-webhooks/inbox';
import { describe, expect, it } from 'vitest';
import { pageWithBodies } from '../src/admin/page-with-bodies.ts';

const MIB = 1_048_576;
const at = new Date('2026-01-05T09:00:00Z');

/** An inbox with notifications of which each has a body, is damaged, or has been removed since it was listed. */
function inboxOf(bodies: readonly (Uint8Array | 'damaged' | 'removed')[]) {
  const details = bodies.map(
    (body, n): NotificationDetails => ({
      ...{
        id: String(n),
        eventType: 'TRANSFER_NOTIFICATION',
        state: 'handled',
        receivedAt: at,
        lastReceivedAt: at,
      },
      ...{ deliveries: 1, attempts: 1, replays: 0, deliveryTimes: [at], attemptHistory: [] },
      body: typeof body === 'string' ? new Uint8Array() : body,
    }),
  );
  return {
    async notifications(_filter: object, { limit, cursor = '0' }: PageRequest) {
      const start = Number(cursor);
      const items = details.slice(start, start + limit);
      return { items, ...(start + limit < details.length && { nextCursor: String(start + limit) }) };
    },
    async notification(id: string) {
      if (bodies[Number(id)] === 'damaged') throw new Error('the page is damaged');
      return bodies[Number(id)] === 'removed' ? undefined : details[Number(id)];
    },
  };
}

describe('a page of notifications with their bodies', () => {
  it('has each body as text, or else as base64', async () => {
    const inbox = inboxOf([Buffer.from('{}'), Uint8Array.of(0xff)]);
    const { items, nextCursor } = await pageWithBodies(inbox, {}, { limit: 50 });
    expect(items.map(({ body, bodyEncoding }) => [body, bodyEncoding])).toEqual([
      ['{}', 'utf-8'],
      ['/w==', 'base64'],
    ]);
    expect(nextCursor).toBeUndefined();
  });

  it('ends when the bodies are large, and goes on with the next page', async () => {
    const inbox = inboxOf(Array.from({ length: 20 }, () => Buffer.alloc(MIB, ' ')));
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await pageWithBodies(inbox, {}, { limit: 50, ...(cursor !== undefined && { cursor }) });
      sizes.push(page.items.length);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(sizes).toEqual([8, 8, 4]);
  });

  it('leaves out a body that cannot be read, and what was removed meanwhile', async () => {
    const inbox = inboxOf([Buffer.from('{}'), 'damaged', 'removed', Buffer.from('[]')]);
    const { items } = await pageWithBodies(inbox, {}, { limit: 50 });
    expect(items.map(({ id, body }) => [id, body])).toEqual([
      ['0', '{}'],
      ['1', undefined],
      ['3', '[]'],
    ]);
  });
});
