import { escapeToken } from '@partner-webhooks/types/json-pointer';
import { isMapping } from '../contract/place.ts';
import { schemasOfItem, schemasOfProperty } from '../meaning/intersect.ts';
import type { Kind, Schemas } from '../meaning/shape.ts';
import type { Difference } from './difference.ts';
import type { KeywordDifference } from './limits.ts';

/** What a comparison of properties and items needs from the comparison around it. */
export interface Inner {
  /** Whether no value matches. */
  readonly isForbidden: (side: 'base' | 'revision', schemas: Schemas) => boolean;
  readonly compare: (token: string, base: Schemas, revision: Schemas) => readonly Difference[];
  /** A difference of the schema around. */
  readonly at: (difference: KeywordDifference) => Difference;
}

/** Compares objects: which properties they have, which are required, and what others may be there. */
export function compareObjects(base: Kind, revision: Kind, inner: Inner): Difference[] {
  const names = new Set([...base.properties.keys(), ...revision.properties.keys()]);
  const required = new Set([...base.required, ...revision.required]);
  return [
    ...[...names].flatMap((name) => compareProperty(name, base, revision, inner)),
    ...[...required]
      .filter((name) => !names.has(name))
      .flatMap((name) => comparePresence(name, base, revision, inner)),
    ...comparePatterns(base, revision, inner),
    ...compareOthers(base, revision, inner),
  ];
}

/** Compares arrays: what their items must match. */
export function compareItems(base: Kind, revision: Kind, inner: Inner): Difference[] {
  // One of them has no items to compare.
  if ([base, revision].some(({ limits }) => limits.get('maxItems') === 0)) return [];
  const length = Math.max(base.prefix.length, revision.prefix.length);
  return [
    ...Array.from({ length }, (_, index) =>
      inner.compare(String(index), schemasOfItem(base, index), schemasOfItem(revision, index)),
    ).flat(),
    ...inner.compare('*', base.items, revision.items),
  ];
}

function compareProperty(name: string, base: Kind, revision: Kind, inner: Inner): readonly Difference[] {
  const token = escapeToken(name);
  const [before, now] = [base.properties.has(name), revision.properties.has(name)];
  const [from, to] = [schemasOfProperty(base, name), schemasOfProperty(revision, name)];
  if (before && now)
    return [...comparePresence(name, base, revision, inner), ...inner.compare(token, from, to)];
  const place = now ? to[0] : from[0];
  const at = { pointer: `/${token}`, ...(place && (now ? { revision: place } : { base: place })) };
  return now
    ? addedProperty(name, base, revision, inner, at)
    : removedProperty(name, base, revision, inner, at);
}

type At = Pick<Difference, 'pointer' | 'base' | 'revision'>;

function addedProperty(
  name: string,
  base: Kind,
  revision: Kind,
  inner: Inner,
  at: At,
): readonly Difference[] {
  const [from, to] = [schemasOfProperty(base, name), schemasOfProperty(revision, name)];
  if (inner.isForbidden('revision', to))
    return [{ ...at, effect: 'narrower', what: 'the property is not allowed any more.', rejects: 'with it' }];
  const isRequired = revision.required.has(name);
  const what = `the property is new${isRequired ? ' and required' : ''}.`;
  const rejects = 'without it';
  const isClosed = isClosedFor(base, 'base', from, inner);
  if (isRequired && !base.required.has(name))
    return [{ ...at, effect: isClosed ? 'other' : 'narrower', what, rejects, admits: 'with it' }];
  if (isClosed) return [{ ...at, effect: 'wider', what, admits: 'with it' }];
  // What the last release says about all other properties held for this one.
  if (from.length > 0) return inner.compare(escapeToken(name), from, to);
  return [{ ...at, effect: 'more', what, admits: 'with it' }];
}

function removedProperty(
  name: string,
  base: Kind,
  revision: Kind,
  inner: Inner,
  at: At,
): readonly Difference[] {
  const [from, to] = [schemasOfProperty(base, name), schemasOfProperty(revision, name)];
  if (inner.isForbidden('base', from))
    return [{ ...at, effect: 'wider', what: 'the property is allowed now.', admits: 'with it' }];
  const wasRequired = base.required.has(name) && !revision.required.has(name);
  const gone: Difference = {
    ...at,
    effect: 'gone',
    what: `the property was removed${wasRequired ? '; it was required' : ''}.`,
    ...(wasRequired && { admits: 'without it' }),
  };
  if (isClosedFor(revision, 'revision', to, inner))
    return [{ ...gone, effect: 'other', admits: 'without it', rejects: 'with it' }];
  return to.length > 0 ? [gone, ...inner.compare(escapeToken(name), from, to)] : [gone];
}

/** Whether a kind forbids a property that it does not list. */
function isClosedFor(kind: Kind, side: 'base' | 'revision', others: Schemas, inner: Inner): boolean {
  const isEvaluated = kind.conditions.some(
    ({ keywords, place }) =>
      keywords.includes('unevaluatedProperties') &&
      isMapping(place.value) &&
      place.value['unevaluatedProperties'] === false,
  );
  return isEvaluated || (others.length > 0 && inner.isForbidden(side, others));
}

function comparePresence(name: string, base: Kind, revision: Kind, inner: Inner): Difference[] {
  const [before, now] = [base.required.has(name), revision.required.has(name)];
  if (before === now) return [];
  const at = (difference: Omit<KeywordDifference, 'keyword'>): Difference => ({
    ...inner.at({ keyword: 'required', ...difference }),
    pointer: `/${escapeToken(name)}`,
  });
  return now
    ? [at({ effect: 'narrower', what: 'the property is required now.', rejects: 'without it' })]
    : [at({ effect: 'wider', what: 'the property is no longer required.', admits: 'without it' })];
}

function comparePatterns(base: Kind, revision: Kind, inner: Inner): Difference[] {
  const patterns = new Set([...base.patternProperties.keys(), ...revision.patternProperties.keys()]);
  return [...patterns].flatMap((pattern) => {
    const [before, now] = [base.patternProperties.get(pattern), revision.patternProperties.get(pattern)];
    return inner.compare(
      escapeToken(pattern),
      before ?? base.additional ?? [],
      now ?? revision.additional ?? [],
    );
  });
}

/** Compares what properties may be there that are not listed. */
function compareOthers(base: Kind, revision: Kind, inner: Inner): readonly Difference[] {
  const [from, to] = [base.additional ?? [], revision.additional ?? []];
  const before = from.length > 0 && inner.isForbidden('base', from);
  const now = to.length > 0 && inner.isForbidden('revision', to);
  const keyword = 'additionalProperties';
  if (before === now) return before ? [] : inner.compare('*', from, to);
  return now
    ? [
        inner.at({
          keyword,
          effect: 'narrower',
          what: 'properties that are not listed are forbidden now.',
          rejects: 'with a property that is not listed',
        }),
      ]
    : [
        inner.at({
          keyword,
          effect: 'wider',
          what: 'properties that are not listed are allowed now.',
          admits: 'with a property that is not listed',
        }),
      ];
}
