import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { isSeq } from 'yaml';
import { type AddProperty, DraftError, type JsonSchema } from './change.ts';
import { type ContractFiles, type Location, mappingAt } from './contract-files.ts';
import { addEnumFiles, inContractStyle } from './contract-style.ts';
import { addToExamples } from './examples.ts';
import { isObjectSchema, payloadSchema, propertyOf, schemasAt } from './schema-location.ts';
import { appendItem, appendPair, insertPairBefore } from './yaml-edit.ts';

/** Adds a property to the schema of its object, and to the examples if it is required. */
export function addProperty(files: ContractFiles, change: AddProperty): void {
  const { eventType, pointer, required } = change;
  const tokens = parsePointer(pointer);
  const name = tokens.pop();
  if (name === undefined) throw new DraftError(`${eventType}: "${pointer}" is not a property of the payload`);
  const payload = payloadSchema(files, eventType);
  const find = () => schemasAt(files, [payloadSchema(files, eventType)], tokens);
  const schemas = find();
  if (schemas.some((schema) => propertyOf(files, schema, name))) return;

  const parent = objectAmong(files, schemas);
  if (!parent) throw new DraftError(`${payload.file}: ${eventType} has no object at "/${tokens.join('/')}"`);
  const names = [...tokens, name].filter((token) => token !== '*');
  const { schema, enums } = inContractStyle(files, change.schema, {
    payload: files.follow(payload),
    names,
    file: parent.file,
  });
  // Editing a file invalidates its locations. Afterwards the object is found by the new property.
  const added = { 'x-draft': true, ...schema };
  writeProperty(files, parent, name, added);
  addEnumFiles(files, enums);
  if (!required) return;
  const target = () => find().find((each) => propertyOf(files, each, name));
  const written = target();
  if (written) writeRequired(files, written, name);
  addToExamples(files, target, name, change.schema);
}

/** The schema that lists the properties; preferably one in the file of the object. */
function objectAmong(files: ContractFiles, schemas: readonly Location[]): Location | undefined {
  const objects = schemas.filter((schema) => isObjectSchema(files, schema));
  const [first] = schemas;
  return (
    objects.find((schema) => schema.file === first?.file && files.child(schema, 'properties')) ??
    objects.find((schema) => files.child(schema, 'properties')) ??
    objects[0]
  );
}

function writeProperty(files: ContractFiles, parent: Location, name: string, schema: JsonSchema): void {
  const properties = files.child(parent, 'properties');
  files.edit(parent.file, (text) =>
    properties
      ? appendPair(text, mappingAt(properties, 'properties'), name, schema)
      : appendPair(text, mappingAt(parent, 'a schema'), 'properties', { [name]: schema }),
  );
}

function writeRequired(files: ContractFiles, parent: Location, name: string): void {
  const required = files.child(parent, 'required')?.node;
  files.edit(parent.file, (text) =>
    isSeq(required)
      ? appendItem(text, required, name)
      : insertPairBefore(text, mappingAt(parent, 'a schema'), 'properties', 'required', [name]),
  );
}
