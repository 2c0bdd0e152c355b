import { type Contract, createInMemoryValidators, type Validation } from '@partner-webhooks/codegen';
import { child, idOf, isMapping, type Place } from '../contract/place.ts';
import type { Schemas } from '../meaning/shape.ts';

/** Validates a value as the generated validators do. */
export type Validate = (value: unknown) => Validation<unknown>;

/** The validator of some schemas; `undefined` if they cannot be compiled. */
export function validatorOf(schemas: Schemas): Validate | undefined {
  const [only] = schemas;
  if (schemas.length !== 1 || typeof only?.value !== 'object' || only.value === null)
    return compiled(schemas);
  // Compiling takes longer than validating, and a schema of a response is compared with those of many.
  const known = KNOWN.get(only.value);
  if (known) return known;
  const validate = compiled(schemas);
  if (validate) KNOWN.set(only.value, validate);
  return validate;
}

const KNOWN = new WeakMap<object, Validate>();

function compiled(schemas: Schemas): Validate | undefined {
  try {
    const { validate } = createInMemoryValidators(contractOf(schemas));
    validate(NAME, null);
    return (value) => validate(NAME, value);
  } catch {
    // Lint and `generate` say what is wrong with the schema; here it only means that bodies cannot decide.
    return undefined;
  }
}

const NAME = 'Value';

/** A contract with nothing but these schemas and what they refer to. */
function contractOf(given: Schemas): Contract {
  const names = new Map<string, string>();
  const schemas: Record<string, unknown> = {};
  const nameOf = (place: Place): string => {
    const id = idOf(place);
    const known = names.get(id);
    if (known !== undefined) return known;
    const name = `Schema${names.size}`;
    names.set(id, name);
    schemas[name] = copy(place);
    return name;
  };
  const copy = (place: Place): unknown => {
    const { value } = place;
    if (Array.isArray(value)) return value.map((_, index) => copy(child(place, index)));
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.keys(value).flatMap((key): [string, unknown][] => {
        const inner = child(place, key);
        if (NAMES.has(key)) return [];
        if (DATA.has(key) || key.startsWith('x-')) return [[key, inner.value]];
        const target =
          key === '$ref' && typeof inner.value === 'string' ? place.file.target(inner.value) : undefined;
        return [[key, target ? `#/components/schemas/${nameOf(target)}` : copy(inner)]];
      }),
    );
  };
  schemas[NAME] = given.length === 1 && given[0] ? copy(given[0]) : { allOf: given.map(copy) };
  return {
    source: 'contract',
    command: '',
    document: {
      openapi: '3.1.0',
      info: { title: '', version: '' },
      components: { schemas },
    } as Contract['document'],
    webhooks: [
      {
        ...{ eventType: NAME, path: '/', module: NAME, name: NAME, method: 'post', operationId: NAME },
        ...{ summary: NAME, schema: NAME },
      },
    ],
    files: [],
    formats: 'assert',
    moved: new Map(),
    warnings: [],
  };
}

// Names in one document would be names in another one.
const NAMES: ReadonlySet<string> = new Set(['$id', '$anchor', '$schema', '$defs', 'definitions']);
const DATA: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'example', 'examples']);
