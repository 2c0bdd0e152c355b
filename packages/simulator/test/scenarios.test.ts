import { type RegistryEntry, registry } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import { describe, expect, it } from 'vitest';
import { disturb, readScenario, scenarioNames, seededRandom, type Told, tell } from '../src/index.ts';

const beginning = new Date('2026-01-05T09:00:00Z');
const names = await scenarioNames();
const storyOf = async (name: string, seed = 1) =>
  tell(await readScenario(name), { random: seededRandom(seed), beginning });

describe.each(names)('the scenario %s', (name) => {
  it('has nothing but payloads that are valid and values that the contract knows', async () => {
    const { notifications } = await storyOf(name);
    expect(notifications.length).toBeGreaterThan(1);
    for (const { eventType, payload } of notifications)
      expect(validate(eventType, payload)).toEqual({ valid: true, payload, observations: [] });
  });

  it('ends with the last thing that is said about each subject, and with as many as there are', async () => {
    const { notifications, lastKnown, handled } = await storyOf(name);
    const said = new Map<string, unknown>();
    for (const each of notifications) {
      const { status } = each.payload;
      if (status !== undefined) said.set(subjectOf(each), status);
    }
    expect(new Map(lastKnown.map((each) => [`${each.eventType} ${each.subject}`, each.status]))).toEqual(
      said,
    );
    expect(new Set(notifications.map(({ payload }) => JSON.stringify(payload))).size).toBe(handled);
  });

  it('is the same for the same seed, and has other ids for another', async () => {
    const story = await storyOf(name);
    expect(await storyOf(name)).toEqual(story);
    const other = await storyOf(name, 2);
    for (const [index, { payload }] of story.notifications.entries())
      expect(other.notifications[index]?.payload).not.toEqual(payload);
  });

  it('has events that come one after the other', async () => {
    const { notifications } = await storyOf(name);
    const times = notifications.flatMap(({ payload: { modifiedOn } }) => (modifiedOn ? [modifiedOn] : []));
    expect(times).toEqual([...new Set(times)].sort());
  });
});

describe('a disturbed story', () => {
  const about = (notifications: readonly Told[]) => notifications.map((each) => JSON.stringify(each)).sort();

  it('has everything twice', async () => {
    const { notifications } = await storyOf('offboarding');
    const arriving = disturb(notifications, { duplicate: true }, seededRandom(1));
    expect(about(arriving)).toEqual(about([...notifications, ...notifications]));
  });

  it('has the same in another order', async () => {
    const { notifications } = await storyOf('offboarding');
    const arriving = disturb(notifications, { shuffle: true }, seededRandom(1));
    expect(arriving).not.toEqual(notifications);
    expect(about(arriving)).toEqual(about(notifications));
  });

  it('keeps the order where only the order of arrival tells what is newer', async () => {
    const { notifications } = await storyOf('order-settled');
    expect(disturb(notifications, { shuffle: true }, seededRandom(1))).toEqual(notifications);
  });

  it('lacks about the share that is dropped', async () => {
    const { notifications } = await storyOf('offboarding');
    const many = Array.from({ length: 200 }, () => notifications).flat();
    const left = disturb(many, { drop: 0.25 }, seededRandom(1)).length / many.length;
    expect(left).toBeGreaterThan(0.7);
    expect(left).toBeLessThan(0.8);
    expect(disturb(many, { drop: 1 }, seededRandom(1))).toEqual([]);
  });
});

function subjectOf({ eventType, payload }: Told): string {
  const { subject = '' }: RegistryEntry = registry[eventType];
  return `${eventType} ${payload[subject]}`;
}
