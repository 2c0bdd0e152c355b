import { isDate, isDateTime } from '@partner-webhooks/types/date-time';
import type { JsonSchema } from './change.ts';

/**
 * The schema that a value suggests: its type, and a format where the text has the shape of one. A guess from one value
 * is wide rather than narrow: nothing is required, no list of values, no bounds.
 */
export function inferSchema(value: unknown): JsonSchema {
  if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? inferSchema(value[0]) : {} };
  switch (typeof value) {
    case 'string': {
      const format = FORMATS.find(([, isOne]) => isOne(value))?.[0];
      return format === undefined ? { type: 'string' } : { type: 'string', format };
    }
    // Whether a number can have digits behind the point, one that has none does not tell.
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

// As the validators read them: a contract that is drafted from a value must not refuse it.
const FORMATS: readonly (readonly [string, (text: string) => boolean])[] = [
  ['uuid', (text) => UUID.test(text)],
  ['date-time', isDateTime],
  ['date', isDate],
];
