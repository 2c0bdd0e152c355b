import { type RegistryEntry, registry } from '@partner-webhooks/types';
import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, it } from 'vitest';
import {
  injectFaults,
  type RenderedNotification,
  readScenario,
  renderScenario,
  scenarioNames,
  seededRandom,
} from '../src/index.ts';

const beginning = new Date('2026-01-05T09:00:00Z');
const names = await scenarioNames();
const rendered = async (name: string, seed = 1) =>
  renderScenario(await readScenario(name), { random: seededRandom(seed), beginning });

describe.each(names)('the scenario %s', (name) => {
  it('has only valid payloads and values that the contract has', async () => {
    const { notifications } = await rendered(name);
    expect(notifications.length).toBeGreaterThan(1);
    for (const { eventType, payload } of notifications)
      expect(validate(eventType, payload)).toEqual({ valid: true, payload, observations: [] });
  });

  it('ends with the last status of each subject, and with the number of notifications', async () => {
    const { notifications, lastKnown, handled } = await rendered(name);
    const statuses = new Map<string, unknown>();
    for (const each of notifications) {
      const { status } = each.payload;
      if (status !== undefined) statuses.set(subjectOf(each), status);
    }
    expect(new Map(lastKnown.map((each) => [`${each.eventType} ${each.subject}`, each.status]))).toEqual(
      statuses,
    );
    expect(new Set(notifications.map(({ payload }) => JSON.stringify(payload))).size).toBe(handled);
  });

  it('takes each subject by known transitions, from an initial status if it tells its beginning', async () => {
    const { notifications } = await rendered(name);
    const statuses = new Map<string, string>();
    for (const each of notifications) {
      const lifecycle = lifecycles[each.eventType];
      const { status, notificationType } = each.payload;
      if (!lifecycle || typeof status !== 'string') continue;
      const subject = subjectOf(each);
      const before = statuses.get(subject);
      const isBeginning = notificationType === 'CREATED' || notificationType === 'STARTED';
      // Of some values it is not known what follows.
      const ways = before === undefined ? isBeginning && lifecycle.initial : lifecycle.transitions[before];
      if (ways && status !== before) expect(ways, subject).toHaveProperty(status);
      statuses.set(subject, status);
    }
  });

  it('is the same for the same seed, and has other ids for another seed', async () => {
    const scenario = await rendered(name);
    expect(await rendered(name)).toEqual(scenario);
    const other = await rendered(name, 2);
    for (const [index, { payload }] of scenario.notifications.entries())
      expect(other.notifications[index]?.payload).not.toEqual(payload);
  });

  it('has events in the order of their times', async () => {
    const { notifications } = await rendered(name);
    const times = notifications.flatMap(({ payload: { modifiedOn } }) => (modifiedOn ? [modifiedOn] : []));
    expect(times).toEqual([...new Set(times)].sort());
  });
});

describe('a scenario with faults', () => {
  const sorted = (notifications: readonly RenderedNotification[]) =>
    notifications.map((each) => JSON.stringify(each)).sort();

  it('has everything twice', async () => {
    const { notifications } = await rendered('offboarding');
    const delivered = injectFaults(notifications, { duplicate: true }, seededRandom(1));
    expect(sorted(delivered)).toEqual(sorted([...notifications, ...notifications]));
  });

  it('has the same notifications in another order', async () => {
    const { notifications } = await rendered('offboarding');
    const delivered = injectFaults(notifications, { shuffle: true }, seededRandom(1));
    expect(delivered).not.toEqual(notifications);
    expect(sorted(delivered)).toEqual(sorted(notifications));
  });

  it('keeps the order of notifications without a clock', async () => {
    const { notifications } = await rendered('order-settled');
    expect(injectFaults(notifications, { shuffle: true }, seededRandom(1))).toEqual(notifications);
  });

  it('lacks about the dropped share', async () => {
    const { notifications } = await rendered('offboarding');
    const many = Array.from({ length: 200 }, () => notifications).flat();
    const left = injectFaults(many, { drop: 0.25 }, seededRandom(1)).length / many.length;
    expect(left).toBeGreaterThan(0.7);
    expect(left).toBeLessThan(0.8);
    expect(injectFaults(many, { drop: 1 }, seededRandom(1))).toEqual([]);
  });
});

function subjectOf({ eventType, payload }: RenderedNotification): string {
  const { subject = '' }: RegistryEntry = registry[eventType];
  return `${eventType} ${payload[subject]}`;
}
