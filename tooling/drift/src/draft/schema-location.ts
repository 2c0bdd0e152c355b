import { isMap, isScalar, isSeq } from 'yaml';
import { DraftError } from './change.ts';
import { type ContractFiles, type Location, ROOT } from './contract-files.ts';

/** The schema of an event type's payload; a reference is not followed. @throws DraftError if it has none in JSON. */
export function payloadSchema(files: ContractFiles, eventType: string): Location {
  const item = files.descend(files.document(ROOT), 'webhooks', eventType);
  if (!item) throw new DraftError(`${ROOT}: there is no webhook ${eventType}`);
  const schema = findPayloadSchema(files, eventType);
  if (!schema)
    throw new DraftError(
      `${item.file}: expected a JSON schema for the body of ${eventType}, at post/requestBody/content/application~1json`,
    );
  return schema;
}

/** The schema of an event type's payload; a reference is not followed. */
export function findPayloadSchema(files: ContractFiles, eventType: string): Location | undefined {
  const content = files.descend(files.document(ROOT), 'webhooks', eventType, ...JSON_CONTENT);
  return content && files.child(content, 'schema');
}

const JSON_CONTENT = ['post', 'requestBody', 'content', 'application/json'];

/**
 * All schemas that apply to the same value: a schema, what it refers to, and the branches of both. Nearest first.
 */
function composition(files: ContractFiles, schema: Location, seen = new Set<unknown>()): Location[] {
  if (seen.has(schema.node)) return [];
  seen.add(schema.node);
  const target = files.follow(schema);
  const branches = BRANCHES.flatMap((keyword) => childrenOf(files, schema, keyword));
  return [
    schema,
    ...(target.node === schema.node ? [] : composition(files, target, seen)),
    ...branches.flatMap((branch) => composition(files, branch, seen)),
  ];
}

/** The schemas of the value at a pointer, below a value with these schemas. `*` stands for every index of a list. */
export function schemasAt(
  files: ContractFiles,
  schemas: readonly Location[],
  tokens: readonly string[],
): Location[] {
  const [token, ...rest] = tokens;
  const all = schemas.flatMap((schema) => composition(files, schema));
  if (token === undefined) return all;
  const items = token === '*' ? all.flatMap((schema) => files.child(schema, 'items') ?? []) : [];
  const inner = items.length > 0 ? items : all.flatMap((schema) => propertyOf(files, schema, token) ?? []);
  return schemasAt(files, inner, rest);
}

/** The schema of a property, where a schema itself declares it. */
export function propertyOf(files: ContractFiles, schema: Location, name: string): Location | undefined {
  const properties = files.child(schema, 'properties');
  return properties && files.child(properties, name);
}

/** Whether a schema itself describes an object. */
export function isObjectSchema(files: ContractFiles, schema: Location): boolean {
  const type = files.child(schema, 'type')?.node;
  if (isSeq(type)) return type.items.some((item) => isScalar(item) && item.value === 'object');
  return files.child(schema, 'properties') !== undefined || (isScalar(type) && type.value === 'object');
}

// The keywords whose schemas apply to the same value, always or sometimes.
const BRANCHES = ['allOf', 'anyOf', 'oneOf', 'then', 'else'];

function childrenOf(files: ContractFiles, schema: Location, keyword: string): Location[] {
  const found = files.child(schema, keyword);
  if (!found) return [];
  if (isMap(found.node)) return [found];
  if (!isSeq(found.node)) return [];
  return found.node.items.flatMap((_, index) => files.child(found, String(index)) ?? []);
}
