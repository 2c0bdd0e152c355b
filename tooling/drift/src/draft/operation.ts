import { pascalCase, splitName } from '@partner-webhooks/codegen/event-type';
import type { AddWebhook, JsonSchema } from './change.ts';
import { type ContractFiles, ROOT } from './contract-files.ts';
import { stemOf } from './enum-name.ts';
import { subjectOf } from './house-words.ts';
import { findPayloadSchema, schemasAt } from './schema-location.ts';
import { isSchema } from './subschemas.ts';

/** What the operation of a new webhook has from the others: its responses, its tag, its subject and its clock. */
export interface Derived {
  readonly tag: string | undefined;
  /** The property with the subject. */
  readonly subject: string | undefined;
  /** The property with the clock. */
  readonly clock: string | undefined;
  readonly responses: unknown;
}

/** Derives what a new webhook has in common with the others. */
export function derive(files: ContractFiles, change: AddWebhook, schema: JsonSchema): Derived {
  const others = operationsOf(files);
  const stem = stemOf(pascalCase(change.eventType));
  return {
    tag: tagOf(files, change, schema, others),
    subject: subjectIdOf(schema, stem, others),
    clock: clockOf(
      schema,
      others.flatMap(({ operation }) => operation['x-occurred-at'] ?? []),
    ),
    responses: others[0]?.operation['responses'] ?? {},
  };
}

/** An operation of the contract. */
interface Known {
  readonly eventType: string;
  readonly operation: Readonly<Record<string, unknown>>;
}

function operationsOf(files: ContractFiles): Known[] {
  const webhooks = files.child(files.document(ROOT), 'webhooks');
  return files.entries(webhooks).flatMap(([eventType, each]) => {
    const post = files.descend(each, 'post');
    const operation = post && files.valueOf(post);
    return isSchema(operation) ? [{ eventType, operation }] : [];
  });
}

/** What the payload of an event type is about, in words; absent if it is no notification. */
export function subjectWords(eventType: string, summary: unknown): string | undefined {
  return /_NOTIFICATIONS?$/.test(eventType) && typeof summary === 'string' ? subjectOf(summary) : undefined;
}

/** `fundId` of a fund or of funds; the only one with the end of its name; the only required id; or the only one that is the subject of no other webhook. */
function subjectIdOf(schema: JsonSchema, stem: string, others: readonly Known[]): string | undefined {
  const properties = propertiesOf(schema);
  const ids = requiredOf(schema).filter((name) => isText(properties[name], 'uuid'));
  const named = [stem, stem.replace(/ies$/, 'y'), stem.replace(/s$/, '')].map((name) =>
    `${name}Id`.toLowerCase(),
  );
  // An id of the event type's own name may be any text; `orderId` of a digital asset order has the end of it.
  const own = requiredOf(schema).find(
    (name) => named.includes(name.toLowerCase()) && textTypeOf(properties[name]) === 'string',
  );
  const ofEnd = ids.filter((name) => named.some((each) => each.endsWith(name.toLowerCase())));
  const subjects = new Set(others.map(({ operation }) => operation['x-subject']));
  const candidates = [ids, ids.filter((name) => !subjects.has(name))].find(({ length }) => length === 1);
  return own ?? (ofEnd.length === 1 ? ofEnd[0] : candidates?.[0]);
}

/**
 * The clock of a payload: the property that other webhooks use, or the only time in it, unless its name is about another time than
 * that of the event.
 */
export function clockOf(schema: JsonSchema, ofOthers: readonly unknown[]): string | undefined {
  const times = Object.entries(propertiesOf(schema)).filter(([, property]) => isText(property, 'date-time'));
  const names = times.map(([name]) => name);
  const usual = names.find((name) => ofOthers.includes(name));
  const [only, ...others] = names;
  return usual ?? (only !== undefined && others.length === 0 && !OTHER_TIME.test(only) ? only : undefined);
}

// A time of which the event is not the beginning: `validUntil`, `dueOn`, `birthDate`.
const OTHER_TIME = /until|expir|valid|due|birth|death|deadline|scheduled|planned|starts?|ends?|from|to$/i;

/**
 * The tag of the webhooks that are most like the new one: by the words of its event type, by the ids that they share, and by the
 * place on the page.
 */
function tagOf(
  files: ContractFiles,
  { eventType, before = [], after = [] }: AddWebhook,
  schema: JsonSchema,
  others: readonly Known[],
): string | undefined {
  const words = wordsOf(eventType);
  const ids = new Set(Object.keys(propertiesOf(schema)).filter((name) => /Id$/.test(name)));
  const scores = tagsOf(files).map(({ name, description }) => {
    const members = others.filter(({ operation }) => [operation['tags']].flat().includes(name));
    const near = [before, after].filter((neighbours) =>
      members.some((member) => member.eventType === neighbours[0]),
    );
    const score =
      3 * shared(words, wordsOf(name)) +
      shared(words, wordsOf(description)) +
      2 * Math.max(0, ...members.map((member) => shared(words, wordsOf(member.eventType)))) +
      2 * Math.min(2, members.filter((member) => refersToOthers(files, member, ids)).length) +
      1.5 * near.length;
    return { name, score };
  });
  return scores.toSorted((a, b) => b.score - a.score)[0]?.name;
}

/** Whether a webhook has one of these ids of something that it is not about itself. */
function refersToOthers(
  files: ContractFiles,
  { eventType, operation }: Known,
  ids: ReadonlySet<string>,
): boolean {
  const payload = findPayloadSchema(files, eventType);
  return schemasAt(files, payload ? [payload] : [], [])
    .flatMap((schema) => files.entries(files.child(schema, 'properties')))
    .some(([name]) => ids.has(name) && name !== operation['x-subject']);
}

/** The words of a name in the singular, without those that every event type has. */
function wordsOf(name: string): ReadonlySet<string> {
  const words = splitName(name).map((word) => word.toLowerCase().replace(/s$/, ''));
  return new Set(words.filter((word) => word.length > 2 && !['notification', 'and', 'the'].includes(word)));
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => b.has(word)).length;
}

function tagsOf(files: ContractFiles): { readonly name: string; readonly description: string }[] {
  return files.entries(files.child(files.document(ROOT), 'tags')).flatMap(([, tag]) => {
    const value = files.valueOf(tag);
    return isSchema(value)
      ? [{ name: String(value['name']), description: String(value['description'] ?? '') }]
      : [];
  });
}

/** The properties that a schema itself has. */
function propertiesOf(schema: JsonSchema): JsonSchema {
  return isSchema(schema['properties']) ? schema['properties'] : {};
}

function requiredOf(schema: JsonSchema): string[] {
  return Array.isArray(schema['required']) ? schema['required'].map(String) : [];
}

function textTypeOf(property: unknown): unknown {
  return isSchema(property) ? property['type'] : undefined;
}

function isText(property: unknown, format: string): boolean {
  return isSchema(property) && property['type'] === 'string' && property['format'] === format;
}
