import { child, children, follow, isMapping, type Place } from '../contract/place.ts';
import { canonicalText } from '../meaning/shape.ts';
import { compareEntries } from './annotations.ts';
import type { Difference } from './difference.ts';

/** Compares the keywords of a part of a contract that are for people, or that no other comparison reads. */
export function compareWords(base: Place, revision: Place, read: ReadonlySet<string>): Difference[] {
  const entries = (place: Place) =>
    new Map(
      children(follow(place))
        .filter(([keyword]) => !read.has(keyword) && keyword !== '$ref')
        .map(resolvedEntry),
    );
  // A description beside a reference takes the place of the one that the reference leads to.
  const beside = (place: Place) => new Map(children(place).filter(([keyword]) => BESIDE.has(keyword)));
  return compareEntries(
    new Map([...entries(base), ...beside(base)]),
    new Map([...entries(revision), ...beside(revision)]),
    '',
  );
}

const BESIDE: ReadonlySet<string> = new Set(['description', 'summary']);

/** Compares the members of two mappings that are for people, such as examples. */
export function compareNamedWords(base: Place, revision: Place, what: string): Difference[] {
  const [before, now] = [new Map(children(follow(base))), new Map(children(follow(revision)))];
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((name): Difference[] => {
    const [from, to] = [before.get(name), now.get(name)];
    if (canonicalText(from && resolved(from)) === canonicalText(to && resolved(to))) return [];
    const verb = from && to ? 'changed' : to ? 'was added' : 'was removed';
    return [
      {
        effect: 'words',
        pointer: '',
        what: `the ${what} \`${name}\` ${verb}.`,
        ...(from && { base: from }),
        ...(to && { revision: to }),
      },
    ];
  });
}

/** A value with the targets of its references in their place. */
export function resolved(place: Place, around: readonly unknown[] = []): unknown {
  const { value, tokens } = follow(place);
  if (typeof value !== 'object' || value === null || around.includes(value)) return value;
  const target = { ...follow(place), tokens };
  const inside = [...around, value];
  if (Array.isArray(value)) return value.map((_, index) => resolved(child(target, index), inside));
  return Object.fromEntries(children(target).map(([key, inner]) => [key, resolved(inner, inside)]));
}

function resolvedEntry([keyword, place]: [string, Place]): [string, Place] {
  return [
    keyword,
    isMapping(place.value) || Array.isArray(place.value) ? { ...place, value: resolved(place) } : place,
  ];
}
