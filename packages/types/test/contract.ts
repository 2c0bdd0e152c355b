import { EVENT_TYPES, type EventType, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** The parts of a JSON Schema that the contract uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
  readonly 'x-extensible'?: boolean;
}

/** A body of the contract's examples. */
export type Body = Readonly<Record<string, unknown>>;

/** Every example of every webhook in the contract. */
export const EXAMPLES: readonly { eventType: EventType; name: string; body: Body }[] = EVENT_TYPES.flatMap(
  (eventType) => {
    const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
    return Object.entries(examples).map(([name, { value }]) => ({ eventType, name, body: value as Body }));
  },
);

const schemas: Readonly<Record<string, Schema>> = contract.components.schemas as object as Record<
  string,
  Schema
>;

/** A schema with its references followed. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.replace('#/components/schemas/', '');
  const target = name === undefined ? schema : schemas[name];
  if (!target) throw new Error(`no schema ${name}`);
  return target;
}

/** The payload schema of an event type. */
export function payloadOf(eventType: EventType): Schema {
  const schema = schemas[registry[eventType].schema];
  if (!schema) throw new Error(`no payload for ${eventType}`);
  return schema;
}

/** A location in a payload: the names and indexes that lead to it, and its schema. */
export interface Location {
  readonly path: readonly (string | number)[];
  readonly schema: Schema;
  readonly required: boolean;
}

/** The properties and items of a body at any depth, with their schemas. */
export function locationsIn(schema: Schema, body: unknown, path: Location['path'] = []): Location[] {
  const { properties = {}, required = [], items } = resolved(schema);
  if (Array.isArray(body) && items) {
    return body.flatMap((item, index) => {
      const location = { path: [...path, index], schema: resolved(items), required: false };
      return [location, ...locationsIn(items, item, location.path)];
    });
  }
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(properties).flatMap(([name, inner]) => {
    if (!Object.hasOwn(body, name)) return [];
    const location = { path: [...path, name], schema: resolved(inner), required: required.includes(name) };
    return [location, ...locationsIn(inner, (body as Body)[name], location.path)];
  });
}

/** A copy of the body with another value at a path, or without the value. */
export function mutated(
  body: unknown,
  path: Location['path'],
  change: { value: unknown } | 'dropped',
): unknown {
  const [token, ...rest] = path;
  if (token === undefined) return change === 'dropped' ? undefined : change.value;
  const copy: Record<string | number, unknown> = Array.isArray(body)
    ? ([...body] as never)
    : { ...(body as Body) };
  if (rest.length === 0 && change === 'dropped') delete copy[token];
  else copy[token] = mutated(copy[token], rest, change);
  return copy;
}
