import { codePoint } from '@partner-webhooks/test-random';
import type { Notification } from '@partner-webhooks/types';
import type { Observation } from '@partner-webhooks/types/validators';
import fc from 'fast-check';
import { type Inbox, InvalidCallError } from '../src/index.ts';
import { notificationOf, type Step, schedules } from './model-schedule.ts';
import { incoming } from './notifications.ts';

// Random histories of one inbox: the schedules of the model, with quarantine, observations and hostile texts in between.

/** What happens to an inbox. */
export type History = readonly (Step | Extra)[];

type Extra =
  | readonly [p: 0, does: 'quarantine' | 'revalidate' | 'accept' | 'discard rejected', which: number]
  | readonly [p: 0, does: 'observe', text: string];

/** Texts that a database may store in another way than it got them. */
const hostileText = fc.oneof(
  fc.constantFrom(
    '',
    '\u0000',
    '\u001a',
    '\u001a0',
    '\u001a1',
    '\u0001',
    'é',
    'e\u0301',
    '😀',
    '\uffff',
    '\'\\"',
    '%_',
    'A',
    'a',
    'Z-9',
  ),
  fc.string({ unit: codePoint, maxLength: 5 }),
);

/** Histories of up to some steps. */
export function histories(maxLength: number): fc.Arbitrary<History> {
  const extra: fc.Arbitrary<Extra> = fc.oneof(
    fc.tuple(
      fc.constant(0 as const),
      fc.constantFrom('quarantine', 'quarantine', 'revalidate', 'accept', 'discard rejected' as const),
      fc.nat(4),
    ),
    fc.tuple(fc.constant(0 as const), fc.constant('observe' as const), hostileText),
  );
  return fc
    .tuple(
      schedules(1, maxLength),
      fc.array(fc.tuple(fc.nat(maxLength), extra), { maxLength: Math.ceil(maxLength / 2) }),
    )
    .map(([steps, extras]) => {
      const history: (Step | Extra)[] = [...steps];
      for (const [at, step] of extras) history.splice(at, 0, step);
      return history;
    });
}

/** An inbox, and what a history needs besides. */
export interface Lived {
  inbox: Inbox;
  /** Milliseconds since 1970. */
  readonly clock: { time: number };
  /** Ends the process that has the inbox, and starts the next. */
  readonly crash: () => Promise<void>;
}

/** Lets a history happen. @param name the beginning of all ids. @returns what every call of the inbox gave. */
export async function live(lived: Lived, history: History, name: string): Promise<unknown[]> {
  const results: unknown[] = [];
  const running: string[] = [];
  for (const [index, step] of history.entries()) {
    lived.clock.time += 1;
    results.push(await liveStep(lived, step, `${name}${index}`, running));
  }
  return results;
}

async function liveStep(
  { inbox, clock, crash }: Lived,
  step: Step | Extra,
  id: string,
  running: string[],
): Promise<unknown> {
  const now = new Date(clock.time);
  const ids = async () =>
    (await inbox.notifications({}, { limit: 100, oldestFirst: true })).items.map((each) => each.id);
  const rejected = async () => (await inbox.quarantined({}, { limit: 100 })).items.map((each) => each.id);
  const pick = (all: readonly string[], which: number) => all[which % Math.max(1, all.length)] ?? 'none';
  const end = async (which: number, ending: (id: string) => Promise<void>) => {
    const [taken] = running.splice(which % Math.max(1, running.length), 1);
    // Another step may have replayed it.
    if (taken !== undefined)
      await ending(taken).catch((error: unknown) => {
        if (!(error instanceof InvalidCallError)) throw error;
      });
  };
  switch (step[1]) {
    case 'receive':
      return inbox.receive(incoming(id, notificationOf(step[2], step[3]), now));
    case 'observe':
      return inbox.receive({
        ...incoming(id, withText(step[2]), now),
        observations: observationsOf(step[2]),
      });
    case 'claim': {
      // On SQLite, the order in which notifications enter their queues decides which ones are first.
      const claims = (await inbox.claim(99)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      running.push(...claims.map((claim) => claim.id));
      return claims.map(({ id: claimed, attempt, replays, deliveries, stale, repeats, receivedAt }) => ({
        claimed,
        attempt,
        replays,
        deliveries,
        stale,
        repeats,
        receivedAt,
      }));
    }
    // Without tables, a handler writes nothing.
    case 'writes':
    case 'transacts':
    case 'writes wrongly':
    case 'handled':
      return end(step[2], (taken) => inbox.complete(taken, { state: 'handled' }));
    case 'dead':
      return end(step[2], (taken) => inbox.complete(taken, { state: 'dead', error: `no \u0000 ${taken}` }));
    case 'failed':
      return end(step[2], (taken) =>
        inbox.complete(taken, { state: 'pending', error: '\u001a', dueAt: new Date(clock.time + 2) }),
      );
    case 'interrupt':
      return end(step[2], (taken) => inbox.interrupt(taken));
    case 'replay':
    case 'discard': {
      const all = await ids();
      const chosen = step[2].map((which) => pick(all, which));
      return step[1] === 'replay' ? inbox.replay(chosen) : inbox.discard(chosen, `why \u0000`);
    }
    case 'pause':
      return (await inbox.pause(notificationOf(step[2], 0).eventType, { reason: 'why', pausedBy: 'us' }))
        .eventType;
    case 'resume':
      return inbox.resume(notificationOf(step[2], 0).eventType);
    case 'remove':
      return inbox.removeOld(now, 1_000);
    case 'wait':
      clock.time += step[2];
      return undefined;
    case 'crash':
      running.length = 0;
      return crash();
    case 'lose the lease':
      return undefined;
    case 'quarantine':
      return inbox.quarantine(rejectedBody(id, step[2], now));
    case 'revalidate':
      return inbox.recordRevalidation(pick(await rejected(), step[2]), { at: now, reasons: [] });
    case 'accept': {
      const chosen = pick(await rejected(), step[2]);
      return inbox.acceptQuarantined(incoming(chosen, notificationOf('transfer', step[2]), now));
    }
    case 'discard rejected':
      return inbox.discardQuarantined([pick(await rejected(), step[2])]);
  }
}

function withText(text: string): Notification {
  const { eventType, payload } = notificationOf('order', 0);
  return { eventType, payload: { ...payload, externalId: text } } as Notification;
}

function observationsOf(text: string): Observation[] {
  return [
    { kind: 'unknown-property', pointer: `/${text}`, value: text } as unknown as Observation,
    { kind: 'unknown-value', pointer: '/status', value: text } as unknown as Observation,
  ];
}

function rejectedBody(id: string, which: number, receivedAt: Date) {
  return {
    id,
    path: '/\u0000',
    method: 'POST',
    ...(which > 0 && {
      eventType: 'TRANSFER_NOTIFICATION' as const,
      contentType: 'text/é',
      contentEncoding: 'gzip',
    }),
    ...(which > 2 && { incomplete: { readBytes: 5, sha256: 'ab'.repeat(32), totalBytes: 9 } }),
    body: Buffer.from(Array.from({ length: which * 50 }, (_, index) => (index * 7) % 256)),
    reasons: [{ pointer: '/\u0000', code: 'required', message: 'is \u001a required' }],
    receivedAt,
  };
}
