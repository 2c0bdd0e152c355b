import { isMap, isSeq } from 'yaml';
import { type ContractFiles, type Location, ROOT } from './contract-files.ts';
import { mappingAt } from './editable.ts';
import { findPayloadSchema, schemasAt } from './schema-location.ts';
import { appendPair } from './yaml-edit.ts';

/**
 * Adds a required property to every example of its object, in all webhooks: without it, an example would be invalid.
 *
 * @param target finds the schema with the property; called again after each edit.
 */
export function addToExamples(
  files: ContractFiles,
  target: () => Location | undefined,
  name: string,
  value: unknown,
): void {
  for (const [eventType] of files.entries(files.child(files.document(ROOT), 'webhooks'))) {
    for (;;) {
      const location = firstWithout(files, eventType, target(), name);
      if (!location) break;
      files.edit(location.file, (text) =>
        appendPair(text, mappingAt(files, location, 'an example'), name, value),
      );
    }
  }
}

function firstWithout(
  files: ContractFiles,
  eventType: string,
  target: Location | undefined,
  name: string,
): Location | undefined {
  const schema = findPayloadSchema(files, eventType);
  if (!schema) return undefined;
  const webhook = files.descend(files.document(ROOT), 'webhooks', eventType);
  const content = webhook && files.descend(webhook, 'post', 'requestBody', 'content', 'application/json');
  const named = content && files.descend(content, 'examples');
  const examples = files.entries(named).flatMap(([, each]) => files.child(files.follow(each), 'value') ?? []);

  // No target is below a value without schemas, and a YAML alias can make an example contain itself.
  function search(
    location: Location,
    schemas: readonly Location[],
    outer: readonly unknown[] = [],
  ): Location | undefined {
    if (schemas.length === 0 || outer.includes(location.node)) return undefined;
    if (isMap(location.node)) {
      const isTarget = schemas.some(({ node }) => node === target?.node);
      if (isTarget && !files.child(location, name)) return location;
    } else if (!isSeq(location.node)) return undefined;
    for (const [key, child] of files.entries(location)) {
      const found = search(child, schemasAt(files, schemas, [isSeq(location.node) ? '*' : key]), [
        ...outer,
        location.node,
      ]);
      if (found) return found;
    }
    return undefined;
  }

  for (const example of examples) {
    const found = search(example, schemasAt(files, [schema], []));
    if (found) return found;
  }
  return undefined;
}
