import type { JsonSchema } from './change.ts';

/** A value that is valid by the type, format, enum and bounds of a schema. */
export function sampleOf(schema: JsonSchema): unknown {
  const { example, examples, default: usual, const: only, enum: values, type, properties, items } = schema;
  if (example !== undefined) return example;
  for (const list of [examples, values]) if (Array.isArray(list) && list.length > 0) return list[0];
  if (only !== undefined) return only;
  if (usual !== undefined) return usual;
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return objectOf(properties);
    case 'array':
      return isSchema(items) ? [sampleOf(items)] : [];
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? Math.max(schema['minimum'], 1) : 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return isSchema(properties) ? objectOf(properties) : textOf(schema);
  }
}

function objectOf(properties: unknown): object {
  if (!isSchema(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, isSchema(inner) ? sampleOf(inner) : true]),
  );
}

function textOf({ format, minLength }: JsonSchema): string {
  const text = FORMATS[String(format)] ?? 'text';
  return typeof minLength === 'number' ? text.padEnd(minLength, '.') : text;
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: '123e4567-e89b-12d3-a456-426614174000',
  'date-time': '2025-01-01T00:00:00Z',
  date: '2025-01-01',
  time: '00:00:00Z',
  duration: 'PT1S',
  email: 'name@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
