import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { addToExamples } from './add-to-examples.ts';
import { type AddProperty, DraftError, type JsonSchema } from './change.ts';
import { type ContractFiles, type Location, ROOT } from './contract-files.ts';
import { addFiles, inContractStyle } from './contract-style.ts';
import { listAt, mappingAt } from './editable.ts';
import { exampleValidatorOf, validSample } from './example-values.ts';
import { clockOf, subjectWords } from './operation.ts';
import { isPlaceholder } from './placeholder.ts';
import { isObjectSchema, payloadSchema, propertyOf, schemasAt } from './schema-location.ts';
import { appendItem, appendPair, insertPairAfter, insertPairBefore } from './yaml-edit.ts';

/**
 * Adds a property to the schema of its object, and to the examples if it is required. It is marked `x-draft`, unless a person has
 * to write its description anyway. If it is the first time in the payload, it becomes its clock.
 */
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
  exampleValidatorOf(change);
  const names = [...tokens, name].filter((token) => token !== '*');
  const styled = inContractStyle(files, change.schema, change.parts ?? {}, {
    payload: files.follow(payload),
    subject: subjectWords(eventType, summaryOf(files, eventType)),
    names,
    file: parent.file,
  });
  // Editing a file invalidates its locations. Afterwards the object is found by the new property.
  addFiles(files, styled.files);
  writeProperty(files, parent, change, marked(files, styled.schema, parent.file));
  if (tokens.length === 0) addClock(files, change, name);
  if (!required) return;
  const target = () => find().find((each) => propertyOf(files, each, name));
  const written = target();
  if (written) writeRequired(files, written, name);
  const sample = validSample(change);
  if (!sample)
    throw new DraftError(`${eventType}: no example can be generated for the required "${pointer}"`);
  addToExamples(files, target, name, sample.value);
}

function summaryOf(files: ContractFiles, eventType: string): unknown {
  const summary = files.descend(files.document(ROOT), 'webhooks', eventType, 'post', 'summary');
  return summary && files.valueOf(summary);
}

/** A description that a person has to write is a mark of its own. */
function marked(files: ContractFiles, schema: JsonSchema, file: string): JsonSchema {
  const target = typeof schema['$ref'] === 'string' ? files.targetOf(file, schema['$ref']) : undefined;
  const described = target && files.child(target, 'description');
  const text = described ? files.valueOf(described) : schema['description'];
  return isPlaceholder(text) ? schema : { 'x-draft': true, ...schema };
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

function writeProperty(
  files: ContractFiles,
  parent: Location,
  { pointer, before = [] }: AddProperty,
  schema: JsonSchema,
): void {
  const name = parsePointer(pointer).at(-1) ?? '';
  const properties = files.child(parent, 'properties');
  const previous = properties && before.find((each) => files.child(properties, each));
  files.edit(parent.file, (text) =>
    properties
      ? insertPairAfter(text, mappingAt(files, properties, 'properties'), previous, name, schema)
      : appendPair(text, mappingAt(files, parent, 'a schema'), 'properties', { [name]: schema }),
  );
}

function writeRequired(files: ContractFiles, parent: Location, name: string): void {
  const required = files.child(parent, 'required');
  files.edit(parent.file, (text) =>
    required
      ? appendItem(text, listAt(files, required, 'the list of required properties'), name)
      : insertPairBefore(text, mappingAt(files, parent, 'a schema'), 'properties', 'required', [name]),
  );
}

/** Names the property as the clock of its webhook, if it is the first time in the payload and the webhook has none. */
function addClock(files: ContractFiles, { eventType, schema }: AddProperty, name: string): void {
  const post = files.descend(files.document(ROOT), 'webhooks', eventType, 'post');
  if (!post || files.child(post, 'x-occurred-at')) return;
  const others = schemasAt(files, [payloadSchema(files, eventType)], [])
    .flatMap((each) => files.entries(files.child(each, 'properties')))
    .filter(([other, property]) => other !== name && isTime(files, property));
  if (others.length > 0 || clockOf({ properties: { [name]: schema } }, []) === undefined) return;
  const after = ['x-subject', 'tags', 'description'].find((key) => files.child(post, key));
  files.edit(post.file, (text) =>
    insertPairAfter(text, mappingAt(files, post, 'an operation'), after, 'x-occurred-at', name),
  );
}

function isTime(files: ContractFiles, property: Location): boolean {
  const format = files.child(files.follow(property), 'format');
  return format !== undefined && files.valueOf(format) === 'date-time';
}
