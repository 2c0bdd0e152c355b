import type { Shape, TypeName } from '../meaning/shape.ts';
import { TYPE_NAMES } from '../meaning/shape.ts';
import type { KeywordDifference } from './limits.ts';

/** Compares which types are allowed. */
export function compareTypes(base: Shape, revision: Shape): KeywordDifference[] {
  const added = TYPE_NAMES.filter((type) => revision.has(type) && !base.has(type));
  const removed = TYPE_NAMES.filter((type) => base.has(type) && !revision.has(type));
  const keyword = 'type';
  if (added.length === 0 && removed.length === 0) return [];
  if (base.size > 0 && revision.size > 0 && added.length === revision.size)
    return [
      {
        keyword,
        effect: 'other',
        what: `${named(base.keys())} → ${named(revision.keys())}.`,
        admits: `with ${named(added)}`,
        rejects: `with ${named(removed)}`,
      },
    ];
  const found: KeywordDifference[] = [];
  if (added.length > 0)
    found.push({
      keyword,
      effect: 'wider',
      what: `${saying(added, 'may be')} now.`,
      admits: `with ${named(added)}`,
    });
  if (removed.length > 0)
    found.push({
      keyword,
      effect: 'narrower',
      what: revision.size === 0 ? 'no value is allowed any more.' : `${saying(removed, 'may no longer be')}.`,
      rejects: revision.size === 0 ? 'with it' : `with ${named(removed)}`,
    });
  return found;
}

function saying(types: readonly TypeName[], verb: string): string {
  return `it ${verb} ${named(types)}`;
}

function named(types: Iterable<TypeName>): string {
  const names = [...types].map((type) => NAMES[type]);
  const last = names.pop() ?? 'nothing';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}

const NAMES: Readonly<Record<TypeName, string>> = {
  null: 'null',
  boolean: 'a boolean',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
};
