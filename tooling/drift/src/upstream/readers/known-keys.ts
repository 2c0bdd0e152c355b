import { isMapping } from '../schema/schema.ts';

/** The objects of OpenAPI whose keys are checked. */
export type OpenApiObject =
  | 'document'
  | 'media type'
  | 'operation'
  | 'path item'
  | 'request body'
  | 'response';

/**
 * The keys of an object that OpenAPI 3.0, 3.1 and 3.2 do not define, apart from extensions. What stands under them is not
 * compared.
 */
export function unknownKeys(kind: OpenApiObject, value: unknown): string[] {
  if (!isMapping(value)) return [];
  return Object.keys(value).filter((key) => !KEYS[kind].has(key) && !key.startsWith('x-'));
}

const METHODS = [
  'delete',
  'get',
  'head',
  'options',
  'patch',
  'post',
  'put',
  'query',
  'trace',
  'additionalOperations',
];

const KEYS: Readonly<Record<OpenApiObject, ReadonlySet<string>>> = {
  document: new Set([
    ...['$self', 'components', 'externalDocs', 'info', 'jsonSchemaDialect', 'openapi', 'paths', 'security'],
    ...['servers', 'tags', 'webhooks'],
  ]),
  'media type': new Set(['encoding', 'example', 'examples', 'itemEncoding', 'itemSchema', 'schema']),
  operation: new Set([
    ...['callbacks', 'deprecated', 'description', 'externalDocs', 'operationId', 'parameters', 'requestBody'],
    ...['responses', 'security', 'servers', 'summary', 'tags'],
  ]),
  'path item': new Set(['$ref', 'description', 'parameters', 'servers', 'summary', ...METHODS]),
  'request body': new Set(['$ref', 'content', 'description', 'required']),
  response: new Set(['$ref', 'content', 'description', 'headers', 'links', 'summary']),
};
