import { InvalidArgumentError } from 'commander';

/**
 * Reads `--since`: how long ago (`30d`), or a date or date-time (RFC 3339).
 *
 * @throws InvalidArgumentError for anything else.
 */
export function parseSince(text: string, now: Date): Date {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const ago = Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  if (ago >= 0) return new Date(Math.max(0, now.getTime() - ago));
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new InvalidArgumentError(
      'Expected how long ago, such as 30d, 12h or 2w, or a date such as 2026-01-31.',
    );
  return new Date(time);
}

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const RFC_3339 = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/;
