import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Impact } from '../../src/impact/impact.ts';
import { writeContract } from './contracts.ts';
import { bodyWith, CHANGED, nameOf, OFFENCES, PRESENT, RELEASED, REMOVED } from './offenders.ts';
import { impactOf } from './ran-impact.ts';
import { type SeededNotification, seedInbox, temporaryFolder } from './seeded-inbox.ts';

// Bodies that the last release accepts and the working tree rejects, among others that both accept.

const COPIES = 4;

let impact: Impact & { readonly code: number };
const { folder, remove } = await temporaryFolder();
afterAll(remove);

beforeAll(async () => {
  await writeContract(join(folder, 'openapi'), RELEASED, PRESENT);
  const planted: SeededNotification[] = [
    ...OFFENCES.map(({ offending }, index) => [CHANGED, bodyWith({ [nameOf(index)]: offending })] as const),
    [CHANGED, bodyWith({ needed: undefined })] as const,
    [REMOVED, bodyWith({})] as const,
  ].flatMap(([eventType, body], kind) =>
    Array.from({ length: COPIES }, (_, copy) => ({ id: `offender-${kind}-${copy}`, eventType, body })),
  );
  const innocent = Array.from({ length: 500 }, (_, n) => ({
    id: `innocent-${n}`,
    eventType: CHANGED,
    body: bodyWith({}, String(n)),
  }));
  await seedInbox(join(folder, 'inbox.db'), [...innocent.slice(0, 250), ...planted, ...innocent.slice(250)]);
  impact = await impactOf(folder, ['--inbox', 'file:inbox.db']);
});

describe('an offender', () => {
  it.each(OFFENCES.map((offence, index) => ({ ...offence, index })))(
    'by $kind is found, with its place and rule',
    ({ index, below = '', rules }) => {
      const pointer = `/${nameOf(index)}`;
      const groups = impact.rejected.groups.filter((each) => each.pointer.split('/')[1] === nameOf(index));
      expect(groups).toEqual(
        rules.map((rule) => ({
          eventType: CHANGED,
          pointer: pointer + below,
          rule,
          count: COPIES,
          ids: [0, 1, 2].map((copy) => `offender-${index}-${copy}`),
        })),
      );
    },
  );

  it('by a property that is required now is found', () => {
    expect(impact.rejected.groups).toContainEqual(
      expect.objectContaining({ pointer: '/needed', rule: 'required', count: COPIES }),
    );
  });

  it('by an event type that is removed is found, and is listed with those that have no event type', () => {
    const group = { eventType: REMOVED, count: COPIES };
    expect(impact.rejected.groups).toContainEqual(
      expect.objectContaining({ ...group, pointer: '', rule: 'event-type' }),
    );
    expect(impact.withoutEventType).toEqual([expect.objectContaining({ ...group, pending: 0 })]);
  });
});

it('finds the offenders and nothing else, and exits with 1', () => {
  const kinds = OFFENCES.length + 2;
  expect(impact).toMatchObject({
    code: 1,
    base: 'the release 1.0.0',
    read: { notifications: 500 + kinds * COPIES, quarantined: 0 },
    rejected: { bodies: kinds * COPIES },
    alreadyRejected: { bodies: 0, accepted: 0, groups: [] },
    notValidated: [],
  });
  expect(
    impact.rejected.groups.flatMap(({ ids = [] }) => ids).filter((id) => !id.startsWith('offender-')),
  ).toEqual([]);
});
