import type { Kind } from '../meaning/shape.ts';
import type { Random } from './random.ts';

/** A number within the limits of a kind, often at one of them; `undefined` if there seems to be none. */
export function sampleNumber({ limits, formats }: Kind, random: Random): number | undefined {
  const limit = (keyword: string): number | undefined => {
    const value = limits.get(keyword);
    return typeof value === 'number' ? value : undefined;
  };
  const least = limit('minimum') ?? limit('exclusiveMinimum');
  const most = limit('maximum') ?? limit('exclusiveMaximum');
  const isWhole = limits.has('integer') || formats.has('int32') || formats.has('int64');
  const multiple = limit('multipleOf');
  const step = multiple ?? (isWhole ? 1 : 0.5);
  const ends = [least, most].filter((end) => end !== undefined);
  const near = (ends.length > 0 ? ends : [0, 1, 100]).flatMap((end) => [
    end,
    end + step,
    end - step,
    end + step / 2,
    end + 10 * step,
    end - 10 * step,
  ]);
  const between = least !== undefined && most !== undefined ? [least + random.next() * (most - least)] : [];
  const far = [0, 1, -1, 0.5, 12.34, 1e9, -1e9, 9007199254740991];
  const fitting = [...near, ...between, ...far]
    .map((value) =>
      multiple === undefined
        ? isWhole
          ? Math.trunc(value)
          : value
        : Math.round(value / multiple) * multiple,
    )
    .map((value) => Number(value.toPrecision(15)) + 0)
    .filter(
      (value) =>
        value >= (limit('minimum') ?? -Infinity) &&
        value <= (limit('maximum') ?? Infinity) &&
        value > (limit('exclusiveMinimum') ?? -Infinity) &&
        value < (limit('exclusiveMaximum') ?? Infinity),
    );
  return fitting.length === 0 ? undefined : random.pick(fitting);
}
