import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardInParts } from '@partner-webhooks/admin-api/in-parts';
import { type Inbox, systemClock } from '@partner-webhooks/inbox';
import { createDatabase } from '@partner-webhooks/test-postgres';
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quarantineOperations } from '../src/admin/quarantine.ts';
import { readConfig } from '../src/config.ts';
import { openInbox } from '../src/open-inbox.ts';

// All bodies come within this millisecond, as the count does: no time tells what was counted from what comes later.
const NOW = new Date('2026-03-01T12:00:00.000Z');
const NO_PARAMETERS = { path: {}, query: {} } as { path: never; query: never };
const PATHS = ['/wanted', '/other'] as const;

describe.each([
  ['SQLite', async (folder: string) => `file:${join(folder, 'inbox.db')}`],
  ['PostgreSQL', async () => (await createDatabase()).url],
])('a discard in parts on %s', (_store, databaseIn) => {
  let folder: string;
  let inbox: Inbox;
  let audited: Record<string, unknown>[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'discard-'));
    const config = readConfig({ DATABASE_URL: await databaseIn(folder) });
    inbox = await openInbox(config, { quarantineCapacity: 1_000, clock: systemClock });
  });
  beforeEach(() => {
    audited = [];
  });
  afterAll(async () => {
    await inbox?.close();
    await rm(folder, { recursive: true });
  });

  async function reject(path: string): Promise<void> {
    const receivedAt = NOW;
    await inbox.quarantine({ id: randomUUID(), path, body: Buffer.from('[]'), reasons: [], receivedAt });
  }

  async function stored(): Promise<string[]> {
    const { items } = await inbox.quarantined({}, { limit: 1_000, oldestFirst: true });
    return items.map(({ id }) => id);
  }

  /** The ids that a filter by path matches, oldest first. */
  async function matchingIds(): Promise<string[]> {
    const { items } = await inbox.quarantined({ path: '/wanted' }, { limit: 1_000, oldestFirst: true });
    return items.map(({ id }) => id);
  }

  function discard(body: {
    readonly receivedTo?: string;
    readonly limit?: number;
    readonly dryRun?: boolean;
  }) {
    const { receivedTo, ...rest } = body;
    const { discardQuarantine } = quarantineOperations({
      inbox,
      maxBytes: 1_000,
      clock: { now: () => NOW },
      log: pino({ enabled: false }),
      onPending() {},
      onRepetition() {},
      stopping: new AbortController().signal,
    });
    return discardQuarantine({
      ...NO_PARAMETERS,
      body: {
        filter: { path: '/wanted', ...(receivedTo !== undefined && { receivedTo }) },
        reason: 'why',
        ...rest,
      },
      operator: { name: 'ada', role: 'operator' },
      audit: async (_action, { dryRun, ...details }) => void (dryRun || audited.push(details)),
    });
  }

  it('of any size discards what was counted and nothing that came since, whatever is lost, and counts it', async () => {
    const story = fc.record({
      before: fc.array(fc.constantFrom(...PATHS), { maxLength: 12 }),
      perPart: fc.integer({ min: 1, max: 15 }),
      /** What happens at each request. */
      requests: fc.array(fc.constantFrom('arrival', 'request lost', 'response lost', 'served'), {
        maxLength: 6,
      }),
      /** Cancelled after so many parts. */
      cancelledAfter: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(story, async ({ before, perPart, requests, cancelledAfter }) => {
        await inbox.discardQuarantined(await stored());
        for (const path of before) await reject(path);
        const counted = await discard({ dryRun: true });
        const first = await stored();
        const matching = await matchingIds();
        expect(counted.matched).toBe(matching.length);

        const next = [...requests];
        const control = new AbortController();
        const progress: number[] = [];
        let losses = 0;
        const done = await discardInParts(counted.matched, {
          perPart,
          signal: control.signal,
          async discard(limit) {
            // The third loss of a part ends it, which is another test.
            const event = next.shift();
            const isLost = event?.endsWith('lost') === true && losses < 2;
            if (event === 'arrival') await reject('/wanted');
            losses = isLost ? losses + 1 : 0;
            if (isLost && event === 'request lost') throw new TypeError(event);
            const part = await discard({ receivedTo: counted.receivedTo, limit });
            expect(part.matched).toBeLessThanOrEqual(perPart);
            if (isLost) throw new TypeError(event);
            return part;
          },
          // As if nothing had come: that both a response is lost and a body comes in this millisecond is left out.
          count: async () => (await matchingIds()).filter((id) => matching.includes(id)).length,
          isLost: (error) => error instanceof TypeError,
          wait: async () => {},
          onProgress(part) {
            progress.push(part.done);
            if (progress.length === cancelledAfter) control.abort();
          },
        });

        const left = await stored();
        const gone = first.filter((id) => !left.includes(id));
        expect(gone).toEqual(matching.slice(0, done.done));
        expect(done.matched).toBe(matching.length);
        if (!control.signal.aborted) expect(done.done).toBe(matching.length);
        expect(left.filter((id) => !first.includes(id))).toHaveLength(
          requests.slice(0, requests.length - next.length).filter((event) => event === 'arrival').length,
        );
        expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      }),
      { numRuns: 25 },
    );
  });

  it('has an entry in the audit log for each part, with its limit and what it did; without a limit it is one', async () => {
    await inbox.discardQuarantined(await stored());
    for (let n = 0; n < 5; n += 1) await reject('/wanted');
    const details = { filter: { path: '/wanted' }, reason: 'why' };
    expect(await discard({ limit: 0 })).toMatchObject({ matched: 0, done: 0 });
    expect(await discard({ limit: 2, dryRun: true })).toMatchObject({ matched: 2, done: 0 });
    expect(await discard({ limit: 2 })).toMatchObject({ matched: 2, done: 2 });
    expect(await discard({})).toMatchObject({ matched: 3, done: 3 });
    expect(audited).toEqual([
      { ...details, limit: 0, matched: 0, done: 0 },
      { ...details, limit: 2, matched: 2, done: 2 },
      { ...details, matched: 3, done: 3 },
    ]);
  });

  it('fails at the third loss of a part', async () => {
    let requests = 0;
    const lost = async () => {
      requests += 1;
      throw new TypeError('no response');
    };
    const running = discardInParts(1, {
      discard: lost,
      count: async () => 1,
      isLost: (error) => error instanceof TypeError,
      wait: async () => {},
      signal: new AbortController().signal,
      onProgress() {},
    });
    await expect(running).rejects.toThrow('no response');
    expect(requests).toBe(3);
  });
});
