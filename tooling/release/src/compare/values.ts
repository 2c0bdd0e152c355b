import { ANY, type Kind } from '../meaning/shape.ts';
import { withoutLimitsOfValues } from '../meaning/simplify.ts';
import { listed } from './difference.ts';
import type { KeywordDifference } from './limits.ts';

/** Compares lists of values: closed ones, and ones that may grow. */
export function compareValues(base: Kind, revision: Kind): KeywordDifference[] {
  const keyword = 'enum';
  const [before, now] = [base.values, revision.values];
  if (before && now) return compareClosed(before, now);
  if (before) {
    const what = revision.known
      ? 'the list of values was closed and may grow now (`x-extensible`).'
      : 'values are no longer listed: any value of the type is allowed now.';
    const removed = missing(before, valuesWithin(before, revision));
    return [
      { keyword, effect: 'wider', what, admits: `with another value than ${listed(before.values())}` },
      ...excludedNow(removed, `the limits exclude ${listed(removed)} now.`),
    ];
  }
  if (now) {
    const what = base.known
      ? 'the list of values could grow and is closed now (`x-extensible`).'
      : `only listed values are allowed now: ${listed(now.values())}.`;
    const added = missing(now, valuesWithin(now, base));
    return [
      { keyword, effect: 'narrower', what, rejects: `with another value than ${listed(now.values())}` },
      ...admitted(added, `the limits excluded ${listed(added)}.`),
    ];
  }
  return compareOpen(base.known, revision.known);
}

/** The values that the limits of a kind allow. */
function valuesWithin(values: Values, { limits, patterns }: Kind): Values {
  return withoutLimitsOfValues({ ...ANY, values, limits, patterns }).values ?? values;
}

function admitted(values: readonly unknown[], what: string): KeywordDifference[] {
  return values.length === 0
    ? []
    : [{ keyword: 'enum', effect: 'wider', what, admits: `with ${listed(values)}` }];
}

function excludedNow(values: readonly unknown[], what: string): KeywordDifference[] {
  return values.length === 0
    ? []
    : [{ keyword: 'enum', effect: 'narrower', what, rejects: `with ${listed(values)}` }];
}

type Values = ReadonlyMap<string, unknown>;

function compareClosed(before: Values, now: Values): KeywordDifference[] {
  const [added, removed] = [missing(now, before), missing(before, now)];
  return [
    ...admitted(added, `the closed list of values has ${listed(added)} now.`),
    ...excludedNow(removed, `the closed list of values no longer has ${listed(removed)}.`),
  ];
}

function compareOpen(before: Values | undefined, now: Values | undefined): KeywordDifference[] {
  const keyword = 'enum';
  if (!before && !now) return [];
  if (!before)
    return [
      {
        keyword,
        effect: 'same',
        what: `values are listed now, and the list may grow: ${listed(now?.values() ?? [])}.`,
        why: 'Every value is accepted as before. A receiver of this contract reports an unlisted one as an observation.',
      },
    ];
  if (!now)
    return [
      {
        keyword,
        effect: 'same',
        what: 'values are no longer listed.',
        why: 'Every value is accepted as before. A receiver of this contract no longer reports unknown ones as observations.',
      },
    ];
  const [added, removed] = [missing(now, before), missing(before, now)];
  const found: KeywordDifference[] = [];
  if (added.length > 0)
    found.push({
      keyword,
      effect: 'more',
      what: `the list of values, which may grow, has ${listed(added)} now.`,
      admits: `with ${listed(added)}`,
    });
  if (removed.length > 0)
    found.push({
      keyword,
      effect: 'same',
      what: `the list of values, which may grow, no longer has ${listed(removed)}.`,
      why: `${listed(removed)} is accepted as before. A receiver of this contract reports it as an observation.`,
    });
  return found;
}

function missing(values: Values, others: Values): unknown[] {
  return [...values].filter(([text]) => !others.has(text)).map(([, value]) => value);
}
