import { type TextOf, textOfAlternatives, textOfKind } from '../meaning/canonical.ts';
import type { Alternative, Alternatives, Kind } from '../meaning/shape.ts';
import type { Difference } from './difference.ts';
import type { KeywordDifference } from './limits.ts';

/** What a comparison of alternatives needs from the comparison around it. */
export interface Around {
  /** Of the last release and of the contract. */
  readonly texts: readonly [TextOf, TextOf];
  readonly compare: (base: Alternative, revision: Alternative) => readonly Difference[];
  /** A difference of the schema around. */
  readonly at: (difference: KeywordDifference) => Difference;
}

/** Compares alternatives whose types do not tell them apart. */
export function compareAlternatives(base: Kind, revision: Kind, around: Around): readonly Difference[] {
  const [textBefore, textNow] = around.texts;
  const [before, now] = unmatched(
    base.alternatives,
    revision.alternatives,
    (each) => textOfAlternatives(each, textBefore),
    (each) => textOfAlternatives(each, textNow),
  );
  const [one, other] = [before[0], now[0]];
  if (!one && !other) return [];
  if (one && other && before.length === 1 && now.length === 1 && one.keyword === other.keyword)
    return compareMembers(one, other, around);
  const keyword = (other ?? one)?.keyword ?? 'oneOf';
  const rewritten = {
    keyword,
    isUndecided: true,
    what: 'the alternatives are written differently.',
  } as const;
  if (!one) return [around.at({ ...rewritten, effect: 'narrower', rejects: NONE })];
  if (!other) return [around.at({ ...rewritten, effect: 'wider', admits: NONE })];
  return [around.at({ ...rewritten, effect: 'other', admits: NONE, rejects: NONE })];
}

const NONE = 'that matches no alternative';

/** Compares the members of alternatives that are compared with each other. */
export function compareMembers(
  base: Alternatives,
  revision: Alternatives,
  around: Around,
): readonly Difference[] {
  const [textBefore, textNow] = around.texts;
  const [removed, added] = unmatched(
    base.members,
    revision.members,
    ({ kind }) => textOfKind(kind, textBefore),
    ({ kind }) => textOfKind(kind, textNow),
  );
  const found: Difference[] = [];
  for (const before of [...removed]) {
    const now =
      added.find((each) => nameOf(each) === nameOf(before)) ??
      (removed.length === 1 && added.length === 1 ? added[0] : undefined);
    if (!now) continue;
    removed.splice(removed.indexOf(before), 1);
    added.splice(added.indexOf(now), 1);
    found.push(...around.compare(before, now).map((each) => ofAlternative(each, nameOf(now))));
  }
  const { keyword } = revision;
  const difference = { keyword, isUndecided: true } as const;
  if (added.length > 0)
    found.push(
      around.at({
        ...difference,
        effect: 'wider',
        what: `${alternatives(added)} new.`,
        admits: 'that matches only the new alternative',
      }),
    );
  if (removed.length > 0)
    found.push(
      around.at({
        ...difference,
        effect: 'narrower',
        what: `${alternatives(removed)} gone.`,
        rejects: 'that matches only the removed alternative',
      }),
    );
  return found;
}

function alternatives(members: readonly Alternative[]): string {
  const names = members.map((member) => `\`${nameOf(member)}\``).join(', ');
  return members.length === 1 ? `the alternative ${names} is` : `the alternatives ${names} are`;
}

/** Another alternative may allow the same, and `oneOf` forbids what two of them allow: bodies decide. */
function ofAlternative(difference: Difference, name: string): Difference {
  const restricts = ['wider', 'narrower', 'other'].includes(difference.effect);
  return {
    ...difference,
    what: `(alternative \`${name}\`) ${difference.what}`,
    ...(restricts && { isUndecided: true }),
  };
}

/** The name of a component, or the number of the alternative. */
function nameOf({ place }: Alternative): string {
  const { value } = place;
  if (typeof value === 'object' && value !== null && '$ref' in value) {
    const last = String(value.$ref)
      .split(/[/#]/)
      .findLast((part) => part !== '');
    return (last ?? '').replace(/\.(ya?ml|json)$/, '');
  }
  const index = place.tokens.at(-1);
  return typeof index === 'number' ? String(index + 1) : String(index);
}

/** What is left of two lists without the members that have the same text. */
function unmatched<A, B>(
  base: readonly A[],
  revision: readonly B[],
  textOfBase: (value: A) => string,
  textOfRevision: (value: B) => string,
): [A[], B[]] {
  const now = revision.map((value) => ({ value, text: textOfRevision(value) }));
  const before = base.filter((value) => {
    const index = now.findIndex(({ text }) => text === textOfBase(value));
    if (index >= 0) now.splice(index, 1);
    return index < 0;
  });
  return [before, now.map(({ value }) => value)];
}
