import { isSchema, type Schema } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

/** The objects of OpenAPI 3.1 and 3.2 that can hold schemas or operations. */
export type Kind = Container | 'schema';

/**
 * Calls `visit` with each object of a document that can hold schemas or operations, outermost first. Does not follow
 * references, and does not enter schemas. An object that is at several places is visited at the first one.
 *
 * @param visit gets the JSON Pointer of the object, too.
 */
export function walkDocument(
  document: object,
  visit: (kind: Kind, value: object | boolean, pointer: string) => void,
): void {
  const seen = new Set<unknown>();
  const enter = (kind: Kind, value: unknown, pointer: string): void => {
    if (kind === 'schema') {
      if (!isSchema(value) || seen.has(value)) return;
    } else if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (typeof value === 'object') seen.add(value);
    visit(kind, value as object | boolean, pointer);
    if (kind === 'schema') return;
    for (const [name, inner] of Object.entries(value as object)) {
      const field = FIELDS[kind][name] ?? FIELDS[kind]['*'];
      if (!field) continue;
      const [shape, innerKind] = field;
      const place = `${pointer}/${escapeToken(name)}`;
      if (shape === 'one') enter(innerKind, inner, place);
      else if (typeof inner === 'object' && inner !== null)
        for (const [key, each] of Object.entries(inner))
          enter(innerKind, each, `${place}/${escapeToken(key)}`);
    }
  };
  enter('document', document, '');
}

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
