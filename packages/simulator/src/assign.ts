import type { EventType } from '@partner-webhooks/types';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { payloadSchema, resolved, type Schema } from './contract.ts';

/** An assignment cannot be made. */
export class AssignmentError extends Error {
  override readonly name = 'AssignmentError';
}

/**
 * A copy of a payload with another value at one place.
 *
 * @param assignment the place, `=` and the value: `status=ACTIVE`, `validationError.errorType=UNKNOWN_ERROR`, or the place
 * as a JSON Pointer (RFC 6901): `/updatedCustomers/0=…`. The contract says what type the value has; what it does not know
 * is taken as JSON where it is JSON, and as text where it is not.
 * @throws AssignmentError where the value is not of that type, or there is no such place.
 */
export function assign(eventType: EventType, payload: object, assignment: string): object {
  const { tokens, text } = parse(assignment);
  return withValue(payload, payloadSchema(eventType), tokens, text, '') as object;
}

function parse(assignment: string): { tokens: string[]; text: string } {
  const [, place = '', text = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  const tokens = place.startsWith('/') ? parsePointer(place) : place.split('.');
  if (tokens.includes('') || tokens.includes('__proto__'))
    throw new AssignmentError(`Expected a place, = and a value, such as status=ACTIVE; found ${assignment}`);
  return { tokens, text };
}

function withValue(
  value: unknown,
  schema: Schema,
  [token, ...rest]: readonly string[],
  text: string,
  pointer: string,
): unknown {
  if (token === undefined) return typedValue(text, schema, pointer);
  const inner = `${pointer}/${token}`;
  if (schema.type === 'array' || Array.isArray(value)) {
    const items = Array.isArray(value) ? [...value] : [];
    const index = Number(token);
    if (!Number.isInteger(index) || index < 0 || index > items.length)
      throw new AssignmentError(`${inner}: expected an index from 0 to ${items.length}`);
    items[index] = withValue(items[index], resolved(schema.items ?? {}), rest, text, inner);
    return items;
  }
  if (schema.type !== undefined && schema.type !== 'object')
    throw new AssignmentError(`${inner}: nothing can be inside a ${schema.type}`);
  const members: Readonly<Record<string, unknown>> = { ...(value as object) };
  const member = resolved(schema.properties?.[token] ?? {});
  return { ...members, [token]: withValue(members[token], member, rest, text, inner) };
}

function typedValue(text: string, { type }: Schema, pointer: string): unknown {
  if (type === 'string') return text;
  const value = fromJson(text);
  if (type === undefined) return value ?? text;
  if (typeName(value) === type) return value;
  throw new AssignmentError(`${pointer}: expected a value of type ${type}, found ${text}`);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}
