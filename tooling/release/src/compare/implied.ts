import type { Kind, TypeName } from '../meaning/shape.ts';
import type { KeywordDifference } from './limits.ts';

/** Whether one restriction of a type may exclude what another one excludes too: a pattern may limit the length. */
export function mayImplyEachOther(type: TypeName, base: Kind, revision: Kind): boolean {
  const kinds = [base, revision];
  const has = (keyword: string) => kinds.some(({ limits }) => limits.has(keyword));
  switch (type) {
    case 'string':
      return (
        kinds
          .map(({ limits, patterns, formats }) => limits.size + patterns.size + formats.size)
          .reduce((a, b) => a + b) > 1
      );
    case 'number':
      return has('multipleOf') || kinds.some(({ formats }) => formats.size > 0);
    case 'array':
      return has('uniqueItems');
    case 'object':
      return has('minProperties') || has('maxProperties');
    default:
      return false;
  }
}

/** The difference of a restriction that another one may imply: bodies decide. */
export function undecidedIfOneSided(difference: KeywordDifference): KeywordDifference {
  const isOneSided = difference.effect === 'wider' || difference.effect === 'narrower';
  return isOneSided ? { ...difference, isUndecided: true } : difference;
}
