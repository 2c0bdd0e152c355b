import { describe, expect, test } from 'vitest';
import { groupObservations } from '../src/drift/groups.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 28, 10, minute)).toISOString();
const seen = (
  eventType: string,
  pointer: string,
  minutes: readonly [number, number],
  count: number,
  value?: string,
) => ({
  ...{ eventType, pointer, count, firstSeen: at(minutes[0]), lastSeen: at(minutes[1]) },
  ...(value === undefined
    ? ({ kind: 'unknown-property' } as const)
    : ({ kind: 'unknown-value', value } as const)),
});

describe('Observations', () => {
  test('are grouped by event type and place: counts together, the earliest and the latest time, the latest first', () => {
    const observations = [
      seen('A', '/status', [1, 3], 2, 'X'),
      seen('A', '/status', [0, 2], 5, 'Y'),
      seen('A', '/new', [4, 5], 1),
      seen('B', '/status', [6, 7], 1, 'X'),
    ];
    expect(groupObservations(observations)).toMatchObject([
      { eventType: 'B', places: [{ pointer: '/status', count: 1 }] },
      {
        eventType: 'A',
        places: [
          { pointer: '/new', kind: 'unknown-property', count: 1 },
          {
            pointer: '/status',
            count: 7,
            firstSeen: at(0),
            lastSeen: at(3),
            observations: [{ value: 'Y' }, { value: 'X' }],
          },
        ],
      },
    ]);
  });

  test('of a property and of a value at one place are two', () => {
    const observations = [seen('A', '/a', [0, 1], 1), seen('A', '/a', [0, 1], 1, 'X')];
    expect(groupObservations(observations)[0]?.places).toHaveLength(2);
  });
});
