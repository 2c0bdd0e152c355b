import type { Kind } from '../meaning/shape.ts';
import type { Difference } from './difference.ts';

/** A difference whose place is known by the keyword. */
export type KeywordDifference = Omit<Difference, 'pointer' | 'base' | 'revision'> & {
  readonly keyword: string;
};

/** Compares what numbers limit. */
export function compareLimits(base: Kind, revision: Kind): KeywordDifference[] {
  const found: KeywordDifference[] = [];
  for (const [keyword, { sign, more }] of Object.entries(BOUNDS)) {
    const [before, now] = [boundOf(base, keyword), boundOf(revision, keyword)];
    const order = sign * (now.limit - before.limit) || Number(now.isExclusive) - Number(before.isExclusive);
    if (order === 0 || Number.isNaN(order)) continue;
    const what = `${nameOf(keyword, before)} → ${nameOf(keyword, now)}`;
    // With a stricter limit, values beyond the new one are refused; with a looser one, those beyond the old one are new.
    found.push(
      order > 0
        ? { keyword, effect: 'narrower', what: `${what}.`, rejects: `${more} ${shown(now)}` }
        : { keyword, effect: 'wider', what: `${what}.`, admits: `${more} ${shown(before)}` },
    );
  }
  found.push(...compareFlag('integer', base, revision), ...compareFlag('uniqueItems', base, revision));
  return [...found, ...compareMultiples(base, revision)];
}

interface Bound {
  readonly limit: number;
  readonly isExclusive: boolean;
}

// A larger limit is stricter where the sign is 1.
const BOUNDS: Readonly<Record<string, { readonly sign: 1 | -1; readonly more: string }>> = {
  minimum: { sign: 1, more: 'with a number below' },
  maximum: { sign: -1, more: 'with a number above' },
  minLength: { sign: 1, more: 'with a text shorter than' },
  maxLength: { sign: -1, more: 'with a text longer than' },
  minItems: { sign: 1, more: 'with a number of items below' },
  maxItems: { sign: -1, more: 'with a number of items above' },
  minProperties: { sign: 1, more: 'with a number of properties below' },
  maxProperties: { sign: -1, more: 'with a number of properties above' },
};

const EXCLUSIVE: Readonly<Record<string, string>> = {
  minimum: 'exclusiveMinimum',
  maximum: 'exclusiveMaximum',
};

function boundOf({ limits }: Kind, keyword: string): Bound {
  const without = BOUNDS[keyword]?.sign === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const beyond = limits.get(EXCLUSIVE[keyword] ?? '');
  const limit = limits.get(keyword);
  if (typeof beyond === 'number') return { limit: beyond, isExclusive: true };
  return { limit: typeof limit === 'number' ? limit : without, isExclusive: false };
}

function nameOf(keyword: string, { limit, isExclusive }: Bound): string {
  const name = isExclusive ? EXCLUSIVE[keyword] : keyword;
  return Number.isFinite(limit) ? `\`${name}: ${limit}\`` : `no \`${keyword}\``;
}

function shown({ limit, isExclusive }: Bound): string {
  return isExclusive ? `${limit}, or with ${limit}` : String(limit);
}

function compareFlag(keyword: 'integer' | 'uniqueItems', base: Kind, revision: Kind): KeywordDifference[] {
  const [before, now] = [base.limits.has(keyword), revision.limits.has(keyword)];
  if (before === now) return [];
  const { added, removed, without } = FLAGS[keyword];
  return [
    now
      ? {
          keyword: keyword === 'integer' ? 'type' : keyword,
          effect: 'narrower',
          what: added,
          rejects: without,
        }
      : {
          keyword: keyword === 'integer' ? 'type' : keyword,
          effect: 'wider',
          what: removed,
          admits: without,
        },
  ];
}

const FLAGS = {
  integer: {
    added: 'only whole numbers are allowed now.',
    removed: 'fractions are allowed now.',
    without: 'with a fraction',
  },
  uniqueItems: {
    added: 'items must differ now.',
    removed: 'items may be equal now.',
    without: 'with two equal items',
  },
} as const;

function compareMultiples(base: Kind, revision: Kind): KeywordDifference[] {
  const [before, now] = [base.limits.get('multipleOf'), revision.limits.get('multipleOf')];
  if (before === now) return [];
  const what = `\`multipleOf\`: ${before ?? 'none'} → ${now ?? 'none'}.`;
  const admits = `with a number that is not a multiple of ${before}`;
  const rejects = `with a number that is not a multiple of ${now}`;
  const keyword = 'multipleOf';
  if (typeof before !== 'number' || isMultiple(now, before))
    return [{ keyword, effect: 'narrower', what, rejects }];
  if (typeof now !== 'number' || isMultiple(before, now)) return [{ keyword, effect: 'wider', what, admits }];
  return [{ keyword, effect: 'other', what, admits, rejects }];
}

function isMultiple(of: number | true | undefined, divisor: number): boolean {
  if (typeof of !== 'number') return false;
  return Math.abs(of / divisor - Math.round(of / divisor)) < 1e-9;
}
