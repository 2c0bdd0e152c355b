import { child } from '../contract/place.ts';
import { type TextOf, textOfCondition } from '../meaning/canonical.ts';
import type { Condition, Kind } from '../meaning/shape.ts';
import type { Difference } from './difference.ts';

/** Compares keywords whose effect their texts do not show, such as `not` and `if`. Bodies decide about them. */
export function compareConditions(
  base: Kind,
  revision: Kind,
  [textBefore, textNow]: readonly [TextOf, TextOf],
): Difference[] {
  const before = byText(base.conditions, textBefore);
  const now = byText(revision.conditions, textNow);
  const removed = [...before].filter(([text]) => !now.has(text)).map(([, condition]) => condition);
  const added = [...now].filter(([text]) => !before.has(text)).map(([, condition]) => condition);
  const found: Difference[] = [];
  for (const gone of removed) {
    const [keyword = ''] = gone.keywords;
    const successor = added.find(({ keywords: [name] }) => name === keyword);
    if (successor) added.splice(added.indexOf(successor), 1);
    found.push({
      ...UNDECIDED,
      base: child(gone.place, keyword),
      ...(successor
        ? {
            effect: 'other',
            what: `\`${keyword}\` is written differently.`,
            admits: NOT_BEFORE,
            rejects: NOT_NOW,
            revision: child(successor.place, keyword),
          }
        : { effect: 'wider', what: `\`${keyword}\` was removed.`, admits: NOT_BEFORE }),
    });
  }
  for (const {
    keywords: [keyword = ''],
    place,
  } of added)
    found.push({
      ...UNDECIDED,
      effect: 'narrower',
      what: `\`${keyword}\` was added.`,
      rejects: NOT_NOW,
      revision: child(place, keyword),
    });
  return found;
}

const UNDECIDED = { pointer: '', isUndecided: true } as const;
const NOT_BEFORE = 'that the former condition excludes';
const NOT_NOW = 'that the present condition excludes';

function byText(conditions: readonly Condition[], textOf: TextOf): Map<string, Condition> {
  return new Map(conditions.map((condition) => [textOfCondition(condition, textOf), condition]));
}
