import { lifecycles } from '@partner-webhooks/types/lifecycles';
import { describe, expect, it } from 'vitest';
import { type Line, layOut, type PlacedValue } from '../src/webhook/lifecycle-diagram.ts';

/** Whether a piece of a line goes through a value. */
function crosses(
  { points }: Pick<Line, 'points'>,
  { x, y, width, height }: Omit<PlacedValue, 'value' | 'isFinal'>,
): boolean {
  return points.some((from, n) => {
    const to = points[n + 1] ?? from;
    // Close enough: a line is level where it is beside a value.
    return Array.from({ length: 101 }, (_, step) => step / 100).some(
      (part) =>
        Math.abs(from.x + (to.x - from.x) * part - x) < width / 2 &&
        Math.abs(from.y + (to.y - from.y) * part - y) < height / 2,
    );
  });
}

describe('the diagram of the lifecycle of', () => {
  it.each(Object.entries(lifecycles))(
    '%s has each value, apart from each other, and no line through a third one',
    (_type, lifecycle) => {
      const { values, lines, width, height } = layOut(lifecycle);
      const known = new Set([
        ...Object.keys(lifecycle.initial),
        ...Object.keys(lifecycle.final),
        ...Object.entries(lifecycle.transitions).flatMap(([from, ways = {}]) => [from, ...Object.keys(ways)]),
      ]);
      expect(values.flatMap(({ value }) => value ?? []).toSorted()).toEqual([...known].toSorted());
      for (const { x, y } of lines.flatMap(({ points }) => points)) {
        expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
      }
      for (const placed of values) {
        expect(placed.x + placed.width / 2).toBeLessThanOrEqual(width);
        for (const line of lines)
          if (line.from !== placed.value && line.to !== placed.value)
            expect(crosses(line, placed), `${line.from} → ${line.to} through ${placed.value}`).toBe(false);
      }
    },
  );
});

it('a line through a value is found', () => {
  const line = {
    points: [
      { x: 0, y: 5 },
      { x: 100, y: 5 },
    ],
  };
  expect(crosses(line, { x: 50, y: 5, width: 10, height: 10 })).toBe(true);
  expect(crosses(line, { x: 50, y: 25, width: 10, height: 10 })).toBe(false);
});
