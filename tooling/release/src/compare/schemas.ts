import { idOf, isMapping, type Place } from '../contract/place.ts';
import type { SameContent } from '../contract/same.ts';
import { placeOfKeyword } from '../meaning/annotations.ts';
import { ShapeReader } from '../meaning/normalise.ts';
import { type Alternatives, isAny, type Kind, type Schemas, type TypeName } from '../meaning/shape.ts';
import { type Around, compareAlternatives, compareMembers } from './alternatives.ts';
import { compareAnnotations } from './annotations.ts';
import { compareConditions } from './conditions.ts';
import type { Difference } from './difference.ts';
import { mayImplyEachOther, undecidedIfOneSided } from './implied.ts';
import { compareLimits, type KeywordDifference } from './limits.ts';
import { compareItems, compareObjects, type Inner } from './members.ts';
import { compareTexts } from './texts.ts';
import { compareTypes } from './types.ts';
import { compareValues } from './values.ts';

/** Compares schemas of two documents by what they say. Keeps what it has compared. */
export class SchemaComparison {
  readonly base = new ShapeReader();
  readonly revision = new ShapeReader();
  readonly #known = new Map<string, readonly Difference[]>();
  readonly #content: SameContent;
  readonly #inProgress = new Set<string>();

  constructor(content: SameContent) {
    this.#content = content;
  }

  /** Whether two schemas allow the same values, as far as their shapes show it. */
  allowTheSame(base: Schemas, revision: Schemas): boolean {
    return this.#isWrittenAlike(base, revision) || this.base.textOf(base) === this.revision.textOf(revision);
  }

  /** The differences of some schemas, with pointers into their values. */
  compare(base: Schemas, revision: Schemas): readonly Difference[] {
    const pair = `${base.map(idOf).join(' ')} → ${revision.map(idOf).join(' ')}`;
    const known = this.#known.get(pair);
    if (known) return known;
    if (this.#isWrittenAlike(base, revision)) return [];
    // A schema inside itself: the comparison that is in progress finds its differences.
    if (this.#inProgress.has(pair)) return [];
    this.#inProgress.add(pair);
    const found = distinct([...compareAnnotations(base, revision), ...this.#compareShapes(base, revision)]);
    this.#inProgress.delete(pair);
    this.#known.set(pair, found);
    return found;
  }

  #isWrittenAlike(base: Schemas, revision: Schemas): boolean {
    const pairs = base.map((place, index) => [place, revision[index]] as const);
    return (
      base.length === revision.length && pairs.every(([from, to]) => to && this.#content.isSame(from, to))
    );
  }

  #compareShapes(base: Schemas, revision: Schemas): Difference[] {
    const [before, now] = [this.base.shapeOf(base), this.revision.shapeOf(revision)];
    const found = compareTypes(before, now).map((each) => located(each, base, revision));
    for (const [type, kind] of before) {
      const other = now.get(type);
      if (other) found.push(...this.#compareKinds(type, kind, other, base, revision));
    }
    return found;
  }

  #compareKinds(
    type: TypeName,
    before: Kind,
    now: Kind,
    base: Schemas,
    revision: Schemas,
  ): readonly Difference[] {
    const inner: Inner = {
      isForbidden: (side, schemas) => this[side].shapeOf(schemas).size === 0,
      compare: (token, from, to) =>
        this.compare(from, to).map((each) => ({ ...each, pointer: `/${token}${each.pointer}` })),
      at: (difference) => located(difference, base, revision),
    };
    const alternatives: Around = {
      texts: [this.base.textOf, this.revision.textOf],
      compare: (from, to) => this.#compareKinds(type, from.kind, to.kind, [from.place], [to.place]),
      at: inner.at,
    };
    const [from, to] = [base[0], revision[0]];
    // One alternative is written without `oneOf`: then the others were added or removed.
    if (from && to && before.alternatives.length + now.alternatives.length === 1) {
      const [former, present] = [onlyAlternatives(before), onlyAlternatives(now)];
      if (former)
        return compareMembers(former, { ...former, members: [{ kind: now, place: to }] }, alternatives);
      if (present)
        return compareMembers(
          { ...present, members: [{ kind: before, place: from }] },
          present,
          alternatives,
        );
    }
    // Of listed values, those that the limits of the other side exclude have been compared.
    const isListed = before.values !== undefined || now.values !== undefined;
    const restrictions = [
      ...(isListed ? [] : compareLimits(before, now)),
      ...compareTexts(before, now, isListed),
    ];
    const undecided = mayImplyEachOther(type, before, now)
      ? restrictions.map(undecidedIfOneSided)
      : restrictions;
    const keywords = [...compareValues(before, now), ...undecided];
    return [
      ...keywords.map((each) => located(each, base, revision)),
      ...(type === 'object' ? compareObjects(before, now, inner) : []),
      ...(type === 'array' ? compareItems(before, now, inner) : []),
      ...compareAlternatives(before, now, alternatives),
      ...compareConditions(before, now, [this.base.textOf, this.revision.textOf]),
    ];
  }
}

/** The alternatives of a kind that says nothing else. */
function onlyAlternatives({ alternatives, ...rest }: Kind): Alternatives | undefined {
  return alternatives.length === 1 && isAny({ ...rest, alternatives: [] }) ? alternatives[0] : undefined;
}

/** A difference at the keyword that makes it. */
function located(
  { keyword, ...difference }: KeywordDifference,
  base: Schemas,
  revision: Schemas,
): Difference {
  const [before, now] = [placeOfKeyword(base, keyword), placeOfKeyword(revision, keyword)];
  return {
    pointer: '',
    ...difference,
    ...(before && { base: before }),
    ...(now && { revision: now }),
  };
}

/** Each difference once: several types can have the same one. */
function distinct(differences: readonly Difference[]): Difference[] {
  const seen = new Set<string>();
  return differences.filter(({ pointer, what, effect, revision }) => {
    const key = [pointer, effect, what, revision && positionKey(revision)].join('\n');
    return !seen.has(key) && seen.add(key);
  });
}

function positionKey(place: Place): string {
  return isMapping(place.value) ? idOf(place) : `${idOf(place)}${JSON.stringify(place.value)}`;
}
