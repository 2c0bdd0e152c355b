import type { JsonSchema } from '../../draft/change.ts';
import { LIMITS } from './limits.ts';
import { isMapping, type Schema } from './schema.ts';

// The keywords of one schema, without those inside of it.

/** What a schema says for people: its title and its description. */
export function wordsIn({ title, description, summary }: Schema): string | undefined {
  const words = [title, description ?? summary].filter(
    (each) => typeof each === 'string' && each.trim() !== '',
  );
  const [first, second] = words as string[];
  return first === undefined || second === undefined || second.includes(first)
    ? (second ?? first)
    : `${first}: ${second}`;
}

/** The values of an enum, each once, with their meanings if the source has them in one of the usual extensions. */
export function values(schema: Schema): JsonSchema {
  const { enum: given } = schema;
  if (!Array.isArray(given)) return {};
  const listed = [...new Set(given)].filter((value) => value !== null);
  const meanings = schema['x-enumDescriptions'] ?? schema['x-enum-descriptions'] ?? schema['x-enum-varnames'];
  const words = Array.isArray(meanings)
    ? Object.fromEntries(given.map((value, index) => [String(value), meanings[index]]))
    : meanings;
  if (listed.length === 0) return given.length === 0 ? { not: {} } : { type: 'null' };
  return { enum: listed, ...(isMapping(words) && { 'x-enumDescriptions': words }) };
}

/** The keywords with subschemas, and where a pointer leads into them. */
export const INSIDE: ReadonlyMap<string, Inside> = new Map([
  ...inside(
    { step: '' },
    'allOf',
    'anyOf',
    'contentSchema',
    'else',
    'if',
    'not',
    'oneOf',
    'propertyNames',
    'then',
  ),
  ...inside({ step: '/*' }, 'additionalProperties', 'contains', 'items', 'prefixItems'),
  ...inside({ step: '/*' }, 'unevaluatedItems', 'unevaluatedProperties'),
  ...inside({ step: '', isNamed: true }, 'dependentSchemas', 'patternProperties', 'properties'),
]);

interface Inside {
  /** What is added to the pointer. */
  readonly step: string;
  /** Whether the subschemas have names. */
  readonly isNamed?: boolean;
}

function inside(where: Inside, ...keywords: readonly string[]): [string, Inside][] {
  return keywords.map((keyword) => [keyword, where]);
}

/** Keywords that a draft has as they are. */
export const RETAINED: ReadonlySet<string> = new Set([
  ...['const', 'contentEncoding', 'contentMediaType', 'default', 'dependentRequired', 'deprecated', 'format'],
  ...['maxContains', 'maxItems', 'maxLength', 'maxProperties', 'minContains', 'minItems', 'minLength'],
  ...['minProperties', 'multipleOf', 'pattern', 'required', 'type', 'uniqueItems', 'writeOnly'],
  'x-extensible',
]);

/** Converted separately, resolved, or without meaning for values. */
export const HANDLED: ReadonlySet<string> = new Set([
  ...[
    '$comment',
    '$defs',
    '$id',
    '$schema',
    'definitions',
    'description',
    'discriminator',
    'enum',
    'example',
  ],
  ...['examples', 'nullable', 'summary', 'title'],
  ...LIMITS,
  ...['x-enum-descriptions', 'x-enum-varnames', 'x-enumDescriptions'],
]);

/** Why a keyword is not in a draft. */
export function reasonFor(keyword: string): string {
  return keyword === 'readOnly' ? READ_ONLY : `\`${keyword}\` is not a keyword that the contract has`;
}

/** Why `readOnly` is not in a draft. */
export const READ_ONLY = '`readOnly`: it would say that a notification does not have the property';
