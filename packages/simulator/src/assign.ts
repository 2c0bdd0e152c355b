import type { EventType } from '@partner-webhooks/types';
import { parsePointer } from '@partner-webhooks/types/json-pointer';
import { payloadSchema, resolved, type Schema } from './contract.ts';

/** An assignment does not fit the payload; the message says where and what was expected. */
export class AssignmentError extends Error {
  override readonly name = 'AssignmentError';
}

/**
 * A copy of a payload with another value at one pointer.
 *
 * @param assignment a path, `=` and the value: `status=ACTIVE`, `validationError.errorType=UNKNOWN_ERROR`, or a JSON
 * Pointer (RFC 6901) as the path: `/updatedCustomers/0=…`. The contract gives the type of the value. A value whose type
 * the contract does not give is read as JSON, and as text if it is not JSON.
 * @throws AssignmentError if the value has another type, or the path leads nowhere.
 */
export function assign(eventType: EventType, payload: object, assignment: string): object {
  const { tokens, text } = parse(assignment);
  return withValue(payload, payloadSchema(eventType), tokens, text, '') as object;
}

function parse(assignment: string): { tokens: string[]; text: string } {
  const [, path = '', text = ''] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  const tokens = path.startsWith('/') ? parsePointer(path) : path.split('.');
  if (tokens.includes('') || tokens.includes('__proto__'))
    throw new AssignmentError(`Expected a path, = and a value, such as status=ACTIVE; found ${assignment}`);
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
    throw new AssignmentError(`${inner}: a ${schema.type} has no members`);
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
