import { EVENT_TYPES } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import {
  type CompletedSend,
  isSound,
  type ReceivedNotification,
  seededRandom,
  verify,
  workload,
} from '../src/index.ts';

/** A load whose notifications were sent one after the other, and all acknowledged. */
function sentItems(count: number): CompletedSend[] {
  const source = workload({
    eventTypes: EVENT_TYPES,
    random: seededRandom(2),
    beginning: new Date('2026-01-05T09:00:00Z'),
  });
  return Array.from({ length: count }, (_, n) => ({
    item: source.next().value,
    result: { status: 200, retries: 0 },
    sentAt: 2 * n,
    completedAt: 2 * n + 1,
  }));
}

/** What a correct receiver has stored of it. */
function receivedOf(sent: readonly CompletedSend[]): ReceivedNotification[] {
  return sent.map(({ item: { eventType, subject, request } }, n) => {
    const at = new Date(Date.UTC(2026, 0, 5) + n).toISOString();
    return {
      id: `n${n}`,
      eventType,
      ...(subject !== undefined && { subject }),
      state: 'handled',
      receivedAt: at,
      lastReceivedAt: at,
      completedAt: at,
      deliveries: 1,
      deliveryTimes: [at],
      attempts: 1,
      replays: 0,
      attemptHistory: [{ number: 1, outcome: 'handled', startedAt: at, endedAt: at }],
      body: request.body,
      bodyEncoding: 'utf-8',
    };
  });
}

const sent = sentItems(300);
const correct = receivedOf(sent);
/** The first two with the same subject. */
const [first, second] = (() => {
  const pair = [...Map.groupBy(correct, ({ subject }) => subject ?? '')].find(
    ([subject, each]) => subject !== '' && each.length > 1,
  )?.[1];
  if (!pair?.[0] || !pair[1]) throw new Error('the workload has no subject twice');
  return [pair[0], pair[1]];
})();
const nothing = { missing: [], repeated: [], notHandledOnce: [], outOfOrder: [] };

describe('verification', () => {
  it('finds nothing with a correct receiver, whatever else is in its inbox', () => {
    const foreign = { ...first, id: 'foreign', body: '{}' };
    const found = verify(sent, [foreign, ...correct], true);
    expect(found).toMatchObject({ ...nothing, acknowledged: 300, receivedUnacknowledged: 0 });
    expect(isSound(found)).toBe(true);
  });

  it('finds nothing if something was sent twice and is stored once', () => {
    const again = sent
      .filter(({ item }) => item.request.body === first.body)
      .map((each) => ({ ...each, sentAt: 1_000, completedAt: 1_001 }));
    expect(verify([...sent, ...again], correct, true)).toMatchObject({ ...nothing, acknowledged: 301 });
  });

  it('finds what was acknowledged and lost', () => {
    const found = verify(
      sent,
      correct.filter((each) => each !== first),
      true,
    );
    expect(found).toMatchObject({ ...nothing, missing: [first.body] });
    expect(isSound(found)).toBe(false);
  });

  it('allows to lose and to store what was not acknowledged', () => {
    const unsure = sent.map((each) => ({ ...each, result: { failure: 'UND_ERR_SOCKET', retries: 0 } }));
    const found = verify(unsure, correct.slice(150), true);
    expect(found).toMatchObject({ ...nothing, acknowledged: 0, receivedUnacknowledged: 150 });
  });

  it('finds what is stored twice', () => {
    const found = verify(sent, [...correct, { ...correct[299], id: 'again' } as ReceivedNotification], true);
    expect(found).toMatchObject({ ...nothing, repeated: ['again'] });
  });

  it.each<[string, Partial<ReceivedNotification>]>([
    ['not at all', { state: 'pending', attemptHistory: [] }],
    ['and is dead', { state: 'dead', attemptHistory: [] }],
    ['twice', { attemptHistory: [...first.attemptHistory, ...first.attemptHistory] }],
  ])('finds what was handled %s, unless handlers are off', (_how, changes) => {
    const received = correct.map((each) => (each === first ? { ...each, ...changes } : each));
    expect(verify(sent, received, true)).toMatchObject({ ...nothing, notHandledOnce: [first.id] });
    expect(verify(sent, received, false)).toMatchObject({ ...nothing, handlersOn: false });
  });

  it('finds what was received before its predecessor', () => {
    const swapped = correct.map((each) => (each === first ? second : each === second ? first : each));
    const inOrderOfTime = swapped.map(({ completedAt: _, ...each }) => each);
    expect(verify(sent, inOrderOfTime, true)).toMatchObject({ ...nothing, outOfOrder: [first.id] });
  });

  it('allows any order of two that were in flight at the same time', () => {
    const together = sent.map((each) => ({ ...each, sentAt: 0, completedAt: 1 }));
    const swapped = correct.map((each) => (each === first ? second : each === second ? first : each));
    const received = swapped.map(({ completedAt: _, ...each }) => each);
    expect(verify(together, received, true)).toMatchObject(nothing);
  });

  it('finds what was handled before its predecessor', () => {
    const completedAt = new Date(Date.UTC(2026, 0, 4)).toISOString();
    const received = correct.map((each) => (each === second ? { ...each, completedAt } : each));
    expect(verify(sent, received, true)).toMatchObject({ ...nothing, outOfOrder: [second.id] });
  });
});
