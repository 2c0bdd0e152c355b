import { isEventTypeName, kebabCase, pascalCase } from '@partner-webhooks/codegen/event-type';
import { isMap } from 'yaml';
import { type AddWebhook, DraftError, type JsonSchema } from './change.ts';
import { type ContractFiles, mappingAt, ROOT } from './contract-files.ts';
import { stemOf } from './enum-name.ts';
import { addEnumFiles, inForm, PLACEHOLDER } from './form.ts';
import { sampleOf } from './sample.ts';
import { appendPair } from './yaml-edit.ts';
import { blockText } from './yaml-text.ts';

/** Adds a webhook: its file, its schema, its lists of values, and its line in the root document. */
export function addWebhook(files: ContractFiles, change: AddWebhook): void {
  const { eventType, schema } = change;
  const webhooks = files.child(files.document(ROOT), 'webhooks');
  if (!webhooks) throw new DraftError(`${ROOT}: expected \`webhooks\``);
  if (files.child(webhooks, eventType)) return;
  if (!isEventTypeName(eventType))
    throw new DraftError(`${eventType} cannot be an event type: expected capitals, digits and underscores`);
  const file = `webhooks/${kebabCase(eventType)}.yaml`;
  const schemaFile = `schemas/${pascalCase(eventType)}.yaml`;
  for (const each of [file, schemaFile])
    if (files.has(each))
      throw new DraftError(`${each} is there already, and ${ROOT} has no webhook ${eventType}`);

  const surroundings = { payload: { file: schemaFile }, names: [], file: schemaFile };
  const formed = inForm(files, { type: 'object', ...schema }, surroundings);
  addEnumFiles(files, formed.enums);
  files.add(schemaFile, `${blockText({ 'x-draft': true, ...formed.schema })}\n`);
  files.add(file, `${blockText({ post: operationOf(files, change, `../${schemaFile}`) })}\n`);
  const last = files.entries(webhooks).at(-1)?.[1].node;
  const oneLine = isMap(last) && last.flow === true;
  files.edit(ROOT, (text) =>
    appendPair(text, mappingAt(webhooks, 'webhooks'), eventType, { $ref: file }, { oneLine }),
  );
}

function operationOf(
  files: ContractFiles,
  { eventType, summary, schema, example }: AddWebhook,
  payload: string,
): object {
  const stem = stemOf(pascalCase(eventType));
  const subject = subjectOf(schema, stem);
  const clock = clockOf(files, schema);
  return {
    'x-draft': true,
    operationId: `receive${pascalCase(eventType)}`,
    summary: summary ?? stem.replace(/(?<=.)([A-Z])/g, (capital) => ` ${capital.toLowerCase()}`),
    description: `${PLACEHOLDER} Choose the tag that fits, too.`,
    tags: tagsOf(files).slice(0, 1),
    ...(subject !== undefined && { 'x-subject': subject }),
    ...(clock !== undefined && { 'x-occurred-at': clock }),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: payload }, examples: examplesOf(schema, example) } },
    },
    responses: responsesOf(files),
  };
}

/** Two, as the contract demands: the one that is known, and what remains of it where nothing optional is sent. */
function examplesOf(schema: JsonSchema, example: unknown): object {
  const first = example ?? sampleOf({ type: 'object', ...schema });
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const least = isMapping(first)
    ? Object.fromEntries(Object.entries(first).filter(([name]) => required.includes(name)))
    : first;
  return {
    ...(example === undefined
      ? { drafted: { summary: 'Made from the schema', value: first } }
      : {
          published: {
            summary: 'As the platform publishes it',
            description: "Made by the platform's documentation tool. It shows the shape, not a likely event.",
            value: first,
          },
        }),
    'required-only': { summary: 'Nothing but what is always there', value: least },
  };
}

/** `fundId` of a fund, or else the only id that is required. */
function subjectOf(schema: JsonSchema, stem: string): string | undefined {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = isMapping(schema['properties']) ? schema['properties'] : {};
  const ids = required.filter((name) => {
    const property = properties[name];
    return isMapping(property) && property['type'] === 'string' && property['format'] === 'uuid';
  });
  return (
    ids.find((name) => name.toLowerCase() === `${stem}Id`.toLowerCase()) ??
    (ids.length === 1 ? ids[0] : undefined)
  );
}

/** The property that other webhooks name as their clock, where this one has it. */
function clockOf(files: ContractFiles, schema: JsonSchema): string | undefined {
  const properties = isMapping(schema['properties']) ? schema['properties'] : {};
  const isTime = (name: string) => {
    const property = properties[name];
    return isMapping(property) && property['type'] === 'string' && property['format'] === 'date-time';
  };
  return operations(files)
    .map((operation) => operation['x-occurred-at'])
    .find((name): name is string => typeof name === 'string' && isTime(name));
}

/** The answers of the first webhook: all webhooks give the same ones. */
function responsesOf(files: ContractFiles): unknown {
  const [first] = operations(files);
  return first?.['responses'] ?? {};
}

function operations(files: ContractFiles): Record<string, unknown>[] {
  const webhooks = files.child(files.document(ROOT), 'webhooks');
  return files.entries(webhooks).flatMap(([, each]) => {
    const post = files.descend(each, 'post');
    const value = post && files.valueOf(post);
    return isMapping(value) ? [value] : [];
  });
}

function tagsOf(files: ContractFiles): unknown[] {
  const tags = files.child(files.document(ROOT), 'tags');
  return files.entries(tags).flatMap(([, tag]) => {
    const value = files.valueOf(tag);
    return isMapping(value) ? [value['name']] : [];
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
