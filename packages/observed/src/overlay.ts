import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { stringify } from 'yaml';
import type { Addition } from './addition.ts';
import { type Location, schemasAt } from './schema-location.ts';

/** An overlay, and what could not be written into it. */
export interface ObservedOverlay {
  /** OpenAPI Overlay 1.0 in YAML; `undefined` if there is nothing to add. */
  readonly text: string | undefined;
  readonly leftOut: readonly { readonly addition: Addition; readonly reason: string }[];
}

/**
 * Writes an overlay (OpenAPI Overlay 1.0) that adds to a contract what was observed: values to their lists, and properties to
 * their objects, with descriptions that a person has to write. What the contract has by now is left out without a reason.
 *
 * @param document the contract as one file.
 */
export function overlayOf(document: unknown, additions: readonly Addition[]): ObservedOverlay {
  const updates = new Map<string, Update>();
  const leftOut: { addition: Addition; reason: string }[] = [];
  for (const addition of additions) {
    const reason = addition.kind === 'add-value' ? addValue(addition) : addProperty(addition);
    if (reason !== undefined) leftOut.push({ addition, reason });
  }
  return { text: updates.size === 0 ? undefined : textOf(updates), leftOut };

  function addValue({ eventType, pointer, value }: Extract<Addition, { kind: 'add-value' }>) {
    const enums = schemasAt(document, eventType, parsePointer(pointer)).filter(({ schema }) =>
      Array.isArray(schema['enum']),
    );
    if (enums.some(({ schema }) => (schema['enum'] as unknown[]).includes(value))) return undefined;
    const target = enums.find(({ schema }) => schema['x-extensible'] === true) ?? enums[0];
    if (!target) return 'the contract has no list of values there';
    const { values } = updateOf(target);
    if (!values.includes(value)) values.push(value);
    return undefined;
  }

  function addProperty({ eventType, pointer, schema }: Extract<Addition, { kind: 'add-property' }>) {
    const tokens = parsePointer(pointer);
    const name = tokens.pop();
    const objects = schemasAt(document, eventType, tokens).filter((each) => isObjectSchema(each));
    if (name === undefined || objects.length === 0) return 'the contract has no object there';
    if (objects.some((each) => hasProperty(each, name))) return undefined;
    const target = objects.find((each) => 'properties' in each.schema) ?? objects[0];
    if (target) updateOf(target).properties.set(name, { ...schema, description: PLACEHOLDER });
    return undefined;
  }

  function updateOf({ path }: Location): Update {
    const target = jsonPath(path);
    const update = updates.get(target) ?? { values: [], properties: new Map() };
    updates.set(target, update);
    return update;
  }
}

/** The text where a person has to write a description. */
const PLACEHOLDER = 'To be described.';

interface Update {
  readonly values: (string | number | boolean)[];
  readonly properties: Map<string, unknown>;
}

function textOf(updates: ReadonlyMap<string, Update>): string {
  const actions = [...updates].map(([target, { values, properties }]) => ({
    target,
    update: {
      // Lists of an overlay are appended to those of the document.
      ...(values.length > 0 && {
        enum: values,
        'x-enumDescriptions': new Map(values.map((value) => [String(value), PLACEHOLDER])),
      }),
      ...(properties.size > 0 && { properties }),
    },
  }));
  const info = { title: 'What a receiver has observed', version: '1.0.0' };
  return stringify({ overlay: '1.0.0', info, actions }, { lineWidth: 0 });
}

/** A path as JSONPath (RFC 9535). */
function jsonPath(path: readonly string[]): string {
  const steps = path.map((token) => {
    if (/^[A-Za-z_]\w*$/.test(token)) return `.${token}`;
    if (/^\d+$/.test(token)) return `[${token}]`;
    return `['${token.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
  });
  return `$${steps.join('')}`;
}

function isObjectSchema({ schema }: Location): boolean {
  const { type } = schema;
  return (
    type === 'object' ||
    (Array.isArray(type) && type.includes('object')) ||
    schema['properties'] !== undefined
  );
}

function hasProperty({ schema }: Location, name: string): boolean {
  const properties = schema['properties'];
  return typeof properties === 'object' && properties !== null && Object.hasOwn(properties, name);
}
