import { isSchema, type Schema } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

/** The objects of OpenAPI 3.1 and 3.2 that can hold schemas or operations. */
export type Kind = Container | 'schema';

/**
 * Calls `visit` with each object of a document that can hold schemas or operations, outermost first. Does not follow
 * references, and does not enter schemas. An object that is at several places is visited at the first one.
 *
 * @param visit gets the JSON Pointer of the object, too.
 * @param otherwise is called with a value that is not what OpenAPI expects at its place.
 */
export function walkDocument(
  document: object,
  visit: (kind: Kind, value: object | boolean, pointer: string) => void,
  otherwise: (misplaced: Misplaced) => void = () => {},
): void {
  const seen = new Set<unknown>();
  const enter = (kind: Kind, value: unknown, pointer: string): void => {
    if (typeof value === 'object') {
      if (seen.has(value)) return;
      seen.add(value);
    }
    visit(kind, value as object | boolean, pointer);
    if (kind === 'schema') return;
    for (const [name, inner] of Object.entries(value as object)) {
      const fields = FIELDS[kind];
      const field = Object.hasOwn(fields, name) ? fields[name] : fields['*'];
      if (!field || (fields['*'] && name.startsWith('x-'))) continue;
      const [shape, innerKind] = field;
      const place = `${pointer}/${escapeToken(name)}`;
      const enterMember = (owner: object, key: string, member: unknown, at: string) => {
        if (isOf(innerKind, member)) enter(innerKind, member, at);
        // Extensions stand among the members of mappings, too.
        else if (!key.startsWith('x-'))
          otherwise({ owner, key, value: member, expected: EXPECTED[innerKind] ?? 'a mapping', pointer: at });
      };
      if (shape === 'one') enterMember(value as object, name, inner, place);
      else if (isCollection(kind, name, inner))
        for (const [key, each] of Object.entries(inner))
          enterMember(inner, key, each, `${place}/${escapeToken(key)}`);
      else {
        const expected = isList(kind, name) ? 'a list' : 'a mapping';
        otherwise({ owner: value as object, key: name, value: inner, expected, pointer: place });
      }
    }
  };
  enter('document', document, '');
}

/** A value that is not what OpenAPI expects at its place. */
export interface Misplaced {
  readonly owner: object;
  readonly key: string;
  readonly value: unknown;
  readonly expected: string;
  readonly pointer: string;
}

function isOf(kind: Kind, value: unknown): boolean {
  return kind === 'schema' ? isSchema(value) : isMapping(value);
}

/** Parameters are a list, but for those of components. */
function isCollection(kind: Kind, name: string, value: unknown): value is object {
  return isList(kind, name) ? Array.isArray(value) : isMapping(value);
}

function isList(kind: Kind, name: string): boolean {
  return name === 'parameters' && kind !== 'components';
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const EXPECTED: Readonly<Partial<Record<Kind, string>>> = { schema: 'a schema' };

/** The schemas of a document that are not inside others, with their pointers. */
export function schemasOf(document: object): { readonly schema: Schema; readonly pointer: string }[] {
  const found: { schema: Schema; pointer: string }[] = [];
  walkDocument(document, (kind, value, pointer) => {
    if (kind === 'schema') found.push({ schema: value as Schema, pointer });
  });
  return found;
}

type Container =
  | 'document'
  | 'components'
  | 'pathItem'
  | 'operation'
  | 'callback'
  | 'requestBody'
  | 'response'
  | 'parameter'
  | 'mediaType'
  | 'encoding';

type Field = readonly [shape: 'one' | 'each', kind: Kind];

const OPERATION: Field = ['one', 'operation'];

// OpenAPI 3.2.0, section 4. `*` stands for every field.
const FIELDS: Readonly<Record<Container, Readonly<Record<string, Field>>>> = {
  document: {
    webhooks: ['each', 'pathItem'],
    paths: ['each', 'pathItem'],
    components: ['one', 'components'],
  },
  components: {
    schemas: ['each', 'schema'],
    responses: ['each', 'response'],
    parameters: ['each', 'parameter'],
    requestBodies: ['each', 'requestBody'],
    headers: ['each', 'parameter'],
    callbacks: ['each', 'callback'],
    pathItems: ['each', 'pathItem'],
    mediaTypes: ['each', 'mediaType'],
  },
  pathItem: {
    parameters: ['each', 'parameter'],
    get: OPERATION,
    put: OPERATION,
    post: OPERATION,
    delete: OPERATION,
    options: OPERATION,
    head: OPERATION,
    patch: OPERATION,
    trace: OPERATION,
    query: OPERATION,
    additionalOperations: ['each', 'operation'],
  },
  operation: {
    parameters: ['each', 'parameter'],
    requestBody: ['one', 'requestBody'],
    responses: ['each', 'response'],
    callbacks: ['each', 'callback'],
  },
  callback: { '*': ['one', 'pathItem'] },
  requestBody: { content: ['each', 'mediaType'] },
  response: { content: ['each', 'mediaType'], headers: ['each', 'parameter'] },
  parameter: { schema: ['one', 'schema'], content: ['each', 'mediaType'] },
  mediaType: { schema: ['one', 'schema'], itemSchema: ['one', 'schema'], encoding: ['each', 'encoding'] },
  encoding: { headers: ['each', 'parameter'] },
};
