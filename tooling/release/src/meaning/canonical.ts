import { child, children, idOf, isMapping, type Place } from '../contract/place.ts';
import {
  type Alternatives,
  type Condition,
  canonicalText,
  type Kind,
  type Schemas,
  type Shape,
} from './shape.ts';

/** Gives a text that is equal for schemas that say the same. */
export type TextOf = (schemas: Schemas) => string;

/** Gives the shape of some schemas. */
interface Shapes {
  shapeOf(schemas: Schemas): Shape;
}

/**
 * A text that is equal for schemas with equal shapes. A schema inside itself is written as the number of schemas that are
 * between.
 *
 * @param known the texts that have been made before; of schemas that are not inside others that they refer to.
 */
export function textOfShape(schemas: Schemas, shapes: Shapes, known: Map<string, string>): string {
  return new Writer(shapes, known).write(schemas).text;
}

/** A text that is equal for equal kinds. */
export function textOfKind(kind: Kind, textOf: TextOf): string {
  const list = (values: ReadonlyMap<string, unknown> | undefined) => values && [...values.keys()].sort();
  const byName = (schemas: ReadonlyMap<string, Schemas>) =>
    Object.fromEntries([...schemas].map(([name, each]) => [name, textOf(each)]));
  return canonicalText({
    values: list(kind.values),
    known: list(kind.known),
    limits: Object.fromEntries(kind.limits),
    patterns: [...kind.patterns].sort(),
    formats: [...kind.formats].sort(),
    properties: byName(kind.properties),
    required: [...kind.required].sort(),
    patternProperties: byName(kind.patternProperties),
    additional: kind.additional && textOf(kind.additional),
    prefix: kind.prefix.map(textOf),
    items: kind.items.length > 0 ? textOf(kind.items) : undefined,
    alternatives: kind.alternatives.map((each) => textOfAlternatives(each, textOf)).sort(),
    conditions: kind.conditions.map((each) => textOfCondition(each, textOf)).sort(),
  });
}

/** A text that is equal for alternatives that say the same in another order. */
export function textOfAlternatives({ keyword, members }: Alternatives, textOf: TextOf): string {
  return [keyword, ...members.map((member) => textOfKind(member.kind, textOf)).sort()].join();
}

/** A text that is equal for conditions whose schemas say the same. */
export function textOfCondition({ keywords, place }: Condition, textOf: TextOf): string {
  return keywords.map((keyword) => `${keyword}:${textOfKeyword(child(place, keyword), textOf)}`).join();
}

function textOfKeyword(place: Place, textOf: TextOf): string {
  const { value } = place;
  switch (place.tokens.at(-1)) {
    case 'dependentSchemas':
      return children(place)
        .map(([name, inner]) => `${name}:${textOf([inner])}`)
        .sort()
        .join();
    case 'dependentRequired':
      return canonicalText(
        Object.fromEntries(
          children(place).map(([name, { value: names }]) => [
            name,
            Array.isArray(names) ? [...names].sort() : names,
          ]),
        ),
      );
    default:
      return isMapping(value) || typeof value === 'boolean' ? textOf([place]) : canonicalText(value);
  }
}

interface Written {
  readonly text: string;
  /** The outermost schema around it that it refers to, by its depth. */
  readonly refersTo: number;
}

class Writer {
  readonly #around: string[] = [];

  readonly #shapes: Shapes;
  readonly #known: Map<string, string>;

  constructor(shapes: Shapes, known: Map<string, string>) {
    this.#shapes = shapes;
    this.#known = known;
  }

  write(schemas: Schemas): Written {
    const id = schemas.map(idOf).join(' ');
    const known = this.#known.get(id);
    if (known !== undefined) return { text: known, refersTo: Number.POSITIVE_INFINITY };
    const depth = this.#around.length;
    const outer = this.#around.indexOf(id);
    if (outer >= 0) return { text: `^${depth - outer}`, refersTo: outer };
    this.#around.push(id);
    let refersTo = Number.POSITIVE_INFINITY;
    const textOf = (inner: Schemas): string => {
      const written = this.write(inner);
      refersTo = Math.min(refersTo, written.refersTo);
      return written.text;
    };
    const kinds = [...this.#shapes.shapeOf(schemas)].sort(([a], [b]) => (a < b ? -1 : 1));
    const text = `{${kinds.map(([type, kind]) => `${type}:${textOfKind(kind, textOf)}`).join()}}`;
    this.#around.pop();
    if (refersTo >= depth) this.#known.set(id, text);
    return { text, refersTo: refersTo >= depth ? Number.POSITIVE_INFINITY : refersTo };
  }
}
