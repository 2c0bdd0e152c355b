import { isEventTypeName, kebabCase, pascalCase } from '@partner-webhooks/codegen/event-type';
import { isMap } from 'yaml';
import { type AddWebhook, type DraftableSchema, DraftError, type JsonSchema } from './change.ts';
import { type ContractFiles, type Location, ROOT } from './contract-files.ts';
import { addFiles, inContractStyle } from './contract-style.ts';
import { mappingAt } from './editable.ts';
import { exampleValidatorOf, validSample, withShown } from './example-values.ts';
import { summaryOf } from './house-words.ts';
import { derive, subjectWords } from './operation.ts';
import { placeholderFor } from './placeholder.ts';
import { isSchema } from './subschemas.ts';
import { insertPairAfter, insertPairBefore } from './yaml-edit.ts';
import { blockText } from './yaml-text.ts';

/**
 * Adds a webhook: its file, its schema, its enums, and its entry in the root document. Its description, which a person has to
 * write, is the mark of the draft.
 */
export function addWebhook(files: ContractFiles, change: AddWebhook): void {
  const { eventType } = change;
  const webhooks = files.child(files.document(ROOT), 'webhooks');
  if (!webhooks) throw new DraftError(`${ROOT}: expected \`webhooks\``);
  if (files.child(webhooks, eventType)) return;
  if (!isEventTypeName(eventType))
    throw new DraftError(`${eventType} is not an event type: expected capitals, digits and underscores`);
  const file = `webhooks/${kebabCase(eventType)}.yaml`;
  const schemaFile = `schemas/${pascalCase(eventType)}.yaml`;
  for (const each of [file, schemaFile])
    if (files.has(each)) throw new DraftError(`${each} exists, but ${ROOT} has no webhook ${eventType}`);

  const given: DraftableSchema = (change.examples ?? []).reduce<DraftableSchema>(withShown, {
    ...change,
    schema: change.schema['$ref'] === undefined ? { type: 'object', ...change.schema } : change.schema,
  });
  const { ref, schema } = payloadOf(given);
  const examples = examplesOf(given, schema, change);
  const styled = inContractStyle(files, given.schema, given.parts ?? {}, {
    payload: { file: schemaFile },
    subject: subjectWords(eventType, titleOf(change)),
    names: [],
    file: schemaFile,
    ...(ref !== undefined && { payloadPart: ref }),
  });
  addFiles(files, styled.files);
  files.add(schemaFile, `${blockText(styled.schema)}\n`);
  const operation = operationOf(files, change, schema, { payload: `../${schemaFile}`, examples });
  files.add(file, `${blockText({ post: operation })}\n`);
  addEntry(files, webhooks, change, file);
}

/** The payload itself; a part, if it contains itself. */
function payloadOf({ schema, parts = {} }: DraftableSchema): {
  readonly ref?: string;
  readonly schema: JsonSchema;
} {
  const ref = typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/parts/', '') : undefined;
  return ref === undefined ? { schema } : { ref, schema: parts[ref] ?? {} };
}

/** Adds the entry at the place of the source: after the nearest webhook before it, or before the nearest after it. */
function addEntry(files: ContractFiles, webhooks: Location, change: AddWebhook, file: string): void {
  const entries = files.entries(webhooks);
  const known = new Set(entries.map(([name]) => name));
  const previous = change.before?.find((name) => known.has(name));
  const next = previous === undefined ? change.after?.find((name) => known.has(name)) : undefined;
  const last = entries.at(-1)?.[1].node;
  const style = { oneLine: isMap(last) && last.flow === true };
  const mapping = mappingAt(files, webhooks, 'webhooks');
  const entry = [change.eventType, { $ref: file }, style] as const;
  files.edit(ROOT, (text) =>
    next === undefined
      ? insertPairAfter(text, mapping, previous, ...entry)
      : insertPairBefore(text, mapping, next, ...entry),
  );
}

function operationOf(
  files: ContractFiles,
  change: AddWebhook,
  schema: JsonSchema,
  { payload, examples }: { readonly payload: string; readonly examples: object },
): object {
  const { eventType, description } = change;
  const { tag, subject, clock, responses } = derive(files, change, schema);
  return {
    operationId: `receive${pascalCase(eventType)}`,
    summary: titleOf(change),
    description: placeholderFor(description),
    ...(tag !== undefined && { tags: [tag] }),
    ...(subject !== undefined && { 'x-subject': subject }),
    ...(clock !== undefined && { 'x-occurred-at': clock }),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: payload }, examples } },
    },
    responses,
  };
}

function titleOf({ eventType, title }: AddWebhook): string {
  return summaryOf(title ?? eventType.replaceAll('_', ' ').toLowerCase());
}

const PUBLISHED = {
  summary: 'As the platform publishes it',
  description: "Made by the platform's documentation tool. It shows the shape, not a likely event.",
};

/**
 * The contract requires two examples: those of the source that fit its schema, a generated one, and one with required properties
 * only.
 */
function examplesOf(given: DraftableSchema, schema: JsonSchema, { examples = [] }: AddWebhook): object {
  const faultsOf = exampleValidatorOf(given);
  const published = examples.filter((value) => faultsOf(value).length === 0);
  const named: [string, object][] = published.map((value, index) => [
    index === 0 ? 'published' : `published-${index + 1}`,
    { ...PUBLISHED, value },
  ]);
  const sample = published.length === 0 ? validSample(given) : { value: published[0] };
  if (published.length === 0 && sample)
    named.push(['generated', { summary: 'Generated from the schema', value: sample.value }]);
  if (named.length < MIN_EXAMPLES) {
    const minimal = minimalOf(sample?.value, schema);
    const second = faultsOf(minimal).length === 0 ? { value: minimal } : (validSample(given, 1) ?? sample);
    if (second) named.push(['required-only', { summary: 'Only required properties', value: second.value }]);
  }
  return Object.fromEntries(named);
}

const MIN_EXAMPLES = 2;

function minimalOf(value: unknown, schema: JsonSchema): unknown {
  if (!isSchema(value)) return value;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.fromEntries(Object.entries(value).filter(([name]) => required.includes(name)));
}
