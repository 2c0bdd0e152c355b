import { child, idOf, isMapping, type Mapping, type Place } from '../contract/place.ts';
import { shapeOfAlternatives } from './alternatives.ts';
import { textOfShape } from './canonical.ts';
import { intersect } from './intersect.ts';
import { shapeOfKeywords } from './keywords.ts';
import { ANY, type Kind, type Schemas, type Shape, TYPE_NAMES } from './shape.ts';
import { simplify } from './simplify.ts';

const ANYTHING: Shape = new Map(TYPE_NAMES.map((type) => [type, ANY]));

/** Reads schemas into shapes. Keeps what it has read: one reader per document. */
export class ShapeReader {
  readonly #shapes = new Map<string, Shape>();
  readonly #ofOne = new WeakMap<object, Shape>();
  readonly #texts = new Map<string, string>();

  /** What some schemas say together. */
  shapeOf(schemas: Schemas): Shape {
    const [only] = schemas;
    // Most schemas are alone, and finding them by identity takes a tenth of the time.
    if (schemas.length === 1 && typeof only?.value === 'object' && only.value !== null) {
      const found = this.#ofOne.get(only.value);
      if (found) return found;
      const shape = simplify(this.#single(only, []));
      this.#ofOne.set(only.value, shape);
      return shape;
    }
    const id = schemas.map(idOf).join(' ');
    const known = this.#shapes.get(id);
    if (known) return known;
    const shape = simplify(schemas.map((schema) => this.#single(schema, [])).reduce(intersect, ANYTHING));
    this.#shapes.set(id, shape);
    return shape;
  }

  /** A text that is equal for schemas that say the same, as far as a shape shows it. */
  readonly textOf = (schemas: Schemas): string => textOfShape(schemas, this, this.#texts);

  /** @param around the schemas that it is composed into; a schema that is composed of itself says no more by that. */
  #single(place: Place, around: readonly unknown[]): Shape {
    const { value } = place;
    if (around.includes(value) && typeof value === 'object') return ANYTHING;
    const inside = [...around, value];
    let shape = shapeOfKeywords(place);
    if (!isMapping(value)) return shape;
    const { $ref } = value;
    const target = typeof $ref === 'string' ? place.file.target($ref) : undefined;
    if (target) shape = intersect(shape, this.#single(target, inside));
    for (const part of listAt(place, 'allOf')) shape = intersect(shape, this.#single(part, inside));
    for (const keyword of ['anyOf', 'oneOf'] as const) {
      const members = listAt(place, keyword);
      if (members.length === 0) continue;
      const alternatives = members.map((member) => ({ place: member, shape: this.#single(member, inside) }));
      shape = intersect(shape, shapeOfAlternatives(keyword, alternatives));
    }
    return withoutUnevaluated(place, value, shape);
  }
}

function listAt(place: Place, keyword: string): Place[] {
  const list = isMapping(place.value) ? place.value[keyword] : undefined;
  return Array.isArray(list) ? list.map((_, index) => child(place, keyword, index)) : [];
}

/** `unevaluatedProperties` is `additionalProperties` if it does not depend on alternatives or conditions. */
function withoutUnevaluated(place: Place, schema: Mapping, shape: Shape): Shape {
  const kind = shape.get('object');
  if (schema['unevaluatedProperties'] === undefined || !kind) return shape;
  const conditions = kind.conditions.filter(
    (each) => each.place.value !== schema || !each.keywords.includes('unevaluatedProperties'),
  );
  const depends =
    kind.alternatives.length > 0 ||
    conditions.some(({ keywords }) => keywords.some((each) => IN_PLACE.has(each)));
  if (depends) return shape;
  const additional = kind.additional ?? [child(place, 'unevaluatedProperties')];
  const simple: Kind = { ...kind, conditions, additional };
  const others = [...shape].map(
    ([type, each]) => [type, type === 'object' ? simple : { ...each, conditions }] as const,
  );
  return new Map(others);
}

// Their schemas apply to the same value, so properties of theirs are evaluated.
const IN_PLACE: ReadonlySet<string> = new Set(['if', 'dependentSchemas', '$dynamicRef']);
