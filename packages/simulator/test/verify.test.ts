import { EVENT_TYPES } from '@partner-webhooks/types';
import { describe, expect, it } from 'vitest';
import { isSound, type Kept, type SentItem, seededRandom, verify, workload } from '../src/index.ts';

/** A load whose notifications were sent one after the other, and all acknowledged. */
function sentItems(count: number): SentItem[] {
  const source = workload({
    eventTypes: EVENT_TYPES,
    random: seededRandom(2),
    beginning: new Date('2026-01-05T09:00:00Z'),
  });
  return Array.from({ length: count }, (_, n) => ({
    item: source.next().value,
    answer: { status: 200, retries: 0 },
    sentAt: 2 * n,
    answeredAt: 2 * n + 1,
  }));
}

/** What an honest receiver has kept of it. */
function keptOf(sent: readonly SentItem[]): Kept[] {
  return sent.map(({ item: { eventType, subject, request } }, n) => {
    const at = new Date(Date.UTC(2026, 0, 5) + n).toISOString();
    return {
      id: `n${n}`,
      eventType,
      ...(subject !== undefined && { subject }),
      state: 'handled',
      receivedAt: at,
      lastReceivedAt: at,
      settledAt: at,
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
const honest = keptOf(sent);
/** The first two that are about the same subject. */
const [first, second] = (() => {
  const line = [...Map.groupBy(honest, ({ subject }) => subject ?? '')].find(
    ([subject, each]) => subject !== '' && each.length > 1,
  )?.[1];
  if (!line?.[0] || !line[1]) throw new Error('the workload has no subject twice');
  return [line[0], line[1]];
})();
const nothing = { missing: [], repeated: [], notHandledOnce: [], outOfOrder: [] };

describe('verification', () => {
  it('finds nothing where a receiver has kept its promises, whatever else is in its inbox', () => {
    const foreign = { ...first, id: 'foreign', body: '{}' };
    const found = verify(sent, [foreign, ...honest], true);
    expect(found).toMatchObject({ ...nothing, acknowledged: 300, receivedUnacknowledged: 0 });
    expect(isSound(found)).toBe(true);
  });

  it('finds nothing where something was sent twice and is kept once', () => {
    const again = sent
      .filter(({ item }) => item.request.body === first.body)
      .map((each) => ({ ...each, sentAt: 1_000, answeredAt: 1_001 }));
    expect(verify([...sent, ...again], honest, true)).toMatchObject({ ...nothing, acknowledged: 301 });
  });

  it('finds what was acknowledged and lost', () => {
    const found = verify(
      sent,
      honest.filter((each) => each !== first),
      true,
    );
    expect(found).toMatchObject({ ...nothing, missing: [first.body] });
    expect(isSound(found)).toBe(false);
  });

  it('allows to lose and to keep what was not acknowledged', () => {
    const unsure = sent.map((each) => ({ ...each, answer: { failure: 'UND_ERR_SOCKET', retries: 0 } }));
    const found = verify(unsure, honest.slice(150), true);
    expect(found).toMatchObject({ ...nothing, acknowledged: 0, receivedUnacknowledged: 150 });
  });

  it('finds what is kept twice', () => {
    const found = verify(sent, [...honest, { ...honest[299], id: 'again' } as Kept], true);
    expect(found).toMatchObject({ ...nothing, repeated: ['again'] });
  });

  it.each<[string, Partial<Kept>]>([
    ['not at all', { state: 'pending', attemptHistory: [] }],
    ['and is dead', { state: 'dead', attemptHistory: [] }],
    ['twice', { attemptHistory: [...first.attemptHistory, ...first.attemptHistory] }],
  ])('finds what was handled %s, unless handlers are off', (_how, changes) => {
    const kept = honest.map((each) => (each === first ? { ...each, ...changes } : each));
    expect(verify(sent, kept, true)).toMatchObject({ ...nothing, notHandledOnce: [first.id] });
    expect(verify(sent, kept, false)).toMatchObject({ ...nothing, handlersOn: false });
  });

  it('finds what was received before its predecessor', () => {
    const swapped = honest.map((each) => (each === first ? second : each === second ? first : each));
    const inOrderOfTime = swapped.map(({ settledAt: _, ...each }) => each);
    expect(verify(sent, inOrderOfTime, true)).toMatchObject({ ...nothing, outOfOrder: [first.id] });
  });

  it('does not blame a receiver for the order of two that were on their way together', () => {
    const together = sent.map((each) => ({ ...each, sentAt: 0, answeredAt: 1 }));
    const swapped = honest.map((each) => (each === first ? second : each === second ? first : each));
    const kept = swapped.map(({ settledAt: _, ...each }) => each);
    expect(verify(together, kept, true)).toMatchObject(nothing);
  });

  it('finds what was handled before its predecessor', () => {
    const settledAt = new Date(Date.UTC(2026, 0, 4)).toISOString();
    const kept = honest.map((each) => (each === second ? { ...each, settledAt } : each));
    expect(verify(sent, kept, true)).toMatchObject({ ...nothing, outOfOrder: [second.id] });
  });
});
