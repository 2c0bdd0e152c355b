import type { Random } from './random.ts';

/** A copy of a JSON value with one change somewhere in it. */
export function mutated(value: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(value);
  const places = placesIn(copy);
  if (places.length === 0) return changed(copy, random);
  const { parent, key } = random.pick(places);
  change(parent, key, random);
  return copy;
}

interface Inner {
  readonly parent: Record<string | number, unknown>;
  readonly key: string | number;
}

function placesIn(value: unknown, found: Inner[] = []): Inner[] {
  if (typeof value !== 'object' || value === null || found.length > MAX_PLACES) return found;
  for (const key of Object.keys(value)) {
    found.push({ parent: value as Inner['parent'], key });
    placesIn((value as Inner['parent'])[key], found);
  }
  return found;
}

const MAX_PLACES = 500;

function change(parent: Inner['parent'], key: string | number, random: Random): void {
  const value = parent[key];
  const what = random.below(6);
  if (what === 0 && !Array.isArray(parent)) delete parent[key];
  else if (what === 0 && Array.isArray(parent)) parent.splice(Number(key), 1);
  // Two equal items.
  else if (what === 1 && Array.isArray(parent)) parent.push(structuredClone(value));
  else if (what === 1) parent['unknownProperty'] = random.pick([1, 'text', null]);
  else if (what === 2) parent[key] = random.pick(OTHERS);
  else parent[key] = changed(value, random);
}

const OTHERS: readonly unknown[] = [null, true, 0, -1, 1.5, '', 'text', [], {}];

/** A value near another one, of the same type if possible. */
function changed(value: unknown, random: Random): unknown {
  switch (typeof value) {
    case 'string':
      return changedText(value, random);
    case 'number':
      return random.pick([value + 1, value - 1, -value, value + 0.5, value * 10, Math.trunc(value)]);
    case 'boolean':
      return !value;
    default:
      return Array.isArray(value) && value.length > 0
        ? [...value, structuredClone(value[0])]
        : random.pick(OTHERS);
  }
}

function changedText(value: string, random: Random): string {
  const at = random.below(value.length + 1);
  return random.pick([
    `${value}x`,
    value.slice(0, -1),
    value.slice(1),
    '',
    value.toUpperCase(),
    value.toLowerCase(),
    `${value.slice(0, at)}${random.pick(['a', 'Z', '0', ' ', '-', 'é'])}${value.slice(at + 1)}`,
    value + value,
  ]);
}
