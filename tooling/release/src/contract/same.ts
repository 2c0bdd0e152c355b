import { child, idOf, isMapping, type Place } from './place.ts';

/**
 * Finds parts of two documents that are written alike, apart from the order of keys and from where references lead through.
 * What is written alike means the same, which saves the comparison by meaning. Keeps what it has found.
 */
export class SameContent {
  readonly #same = new Set<string>();
  readonly #different = new Set<string>();

  /** Whether two values are written alike, the targets of their references included. */
  isSame(base: Place, revision: Place): boolean {
    const assumed = new Set<string>();
    const same = this.#compare(base, revision, assumed);
    // What holds only as long as the rest holds is known only if all of it holds.
    if (same) for (const pair of assumed) this.#same.add(pair);
    return same;
  }

  #compare(base: Place, revision: Place, assumed: Set<string>): boolean {
    const [before, now] = [base.value, revision.value];
    if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null)
      return before === now;
    if (Array.isArray(before) !== Array.isArray(now)) return false;
    const keys = Object.keys(before);
    if (keys.length !== Object.keys(now).length) return false;
    if (!isMapping(before) || !isMapping(now))
      return keys.every((key) =>
        this.#compare(child(base, Number(key)), child(revision, Number(key)), assumed),
      );
    return keys.every(
      (key) =>
        Object.hasOwn(now, key) &&
        (key === '$ref'
          ? this.#compareTargets(base, revision, assumed)
          : this.#compare(child(base, key), child(revision, key), assumed)),
    );
  }

  #compareTargets(base: Place, revision: Place, assumed: Set<string>): boolean {
    const [from, to] = [targetOf(base), targetOf(revision)];
    if (!from || !to) return from === to && reference(base) === reference(revision);
    const pair = `${idOf(from)} ${idOf(to)}`;
    if (this.#same.has(pair) || assumed.has(pair)) return true;
    if (this.#different.has(pair)) return false;
    assumed.add(pair);
    const same = this.#compare(from, to, assumed);
    if (!same) this.#different.add(pair);
    return same;
  }
}

function targetOf(place: Place): Place | undefined {
  const $ref = reference(place);
  return typeof $ref === 'string' ? place.file.target($ref) : undefined;
}

function reference({ value }: Place): unknown {
  return isMapping(value) ? value['$ref'] : undefined;
}
