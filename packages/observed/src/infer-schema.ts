import { isDate, isDateTime } from '@partner-webhooks/types/date-time';
import type { JsonSchema } from './json-schema.ts';

/**
 * Infers a schema from a value: its type, and the format of a string that has one. One value does not justify more: no
 * required properties, no enum, no bounds.
 */
export function inferSchema(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? inferSchema(value[0]) : {} };
  switch (typeof value) {
    case 'string': {
      const format = FORMATS.find(([, isOne]) => isOne(value))?.[0];
      return format === undefined ? { type: 'string' } : { type: 'string', format };
    }
    // One integer does not show whether the property is always an integer.
    case 'number':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'object':
      if (value === null) return {};
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(value).map(([name, inner]) => [name, inferSchema(inner)]),
        ),
      };
    default:
      return {};
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// As the validators check them: a contract that is drafted from a value must accept it.
const FORMATS: readonly (readonly [string, (text: string) => boolean])[] = [
  ['uuid', (text) => UUID.test(text)],
  ['date-time', isDateTime],
  ['date', isDate],
];
