import type { Place } from '../contract/place.ts';
import { type Alternative, ANY, isAny, type Kind, type Shape, TYPE_NAMES, type TypeName } from './shape.ts';

type Keyword = 'anyOf' | 'oneOf';

/**
 * What alternatives say. Types that one alternative alone allows are as that one says; several alternatives of one type
 * stay alternatives, unless they are lists of values.
 */
export function shapeOfAlternatives(
  keyword: Keyword,
  alternatives: readonly { readonly place: Place; readonly shape: Shape }[],
): Shape {
  const shape = new Map<TypeName, Kind>();
  for (const type of TYPE_NAMES) {
    const members = alternatives.flatMap(({ place, shape }) => {
      const kind = shape.get(type);
      return kind ? [{ kind, place }] : [];
    });
    const kind = kindOfMembers(keyword, members);
    if (kind) shape.set(type, kind);
  }
  return shape;
}

function kindOfMembers(keyword: Keyword, members: readonly Alternative[]): Kind | undefined {
  const [first, ...others] = members;
  if (!first || others.length === 0) return first?.kind;
  // What two alternatives of `oneOf` match is not allowed.
  if (keyword === 'oneOf' && members.filter(({ kind }) => isAny(kind)).length > 1) return undefined;
  return ofLists(keyword, members) ?? { ...ANY, alternatives: [{ keyword, members }] };
}

/** Lists of values are one list; beside an alternative that allows anything, they are the known values. */
function ofLists(keyword: Keyword, members: readonly Alternative[]): Kind | undefined {
  const lists = members.filter(({ kind }) => isList(kind));
  const free = members.filter(({ kind }) => !isList(kind));
  const entries = lists.flatMap(({ kind }) => [...(kind.values ?? [])]);
  const values = new Map(entries);
  if (keyword === 'oneOf' && (free.length > 0 || values.size < entries.length)) return undefined;
  if (free.length === 0) return { ...ANY, values };
  if (!free.every(({ kind: { known: _, ...kind } }) => isAny(kind))) return undefined;
  const known = new Map([...values, ...free.flatMap(({ kind }) => [...(kind.known ?? [])])]);
  return known.size > 0 ? { ...ANY, known } : ANY;
}

/** Whether a kind is nothing but a list of values. */
function isList({ values, ...rest }: Kind): boolean {
  return values !== undefined && isAny(rest);
}
