import { escapeToken } from '@partner-webhooks/types/json-pointer';

/** The parts of a schema that the contract's payloads are made of. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

/** A bundled contract, as far as the tests look into it. */
export interface Bundle {
  readonly webhooks: Readonly<Record<string, Webhook>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Webhook {
  readonly post: { readonly requestBody: { readonly content: { 'application/json': { schema: Schema } } } };
}

/** A location in the payload of an event type, and the schema there. */
export interface SchemaLocation {
  readonly eventType: string;
  readonly pointer: string;
  readonly schema: Schema;
}

/** Every location of every payload: the payload, its properties, and the items of its lists, at any depth. */
export function locationsOf({ webhooks, components }: Bundle): SchemaLocation[] {
  const resolved = (schema: Schema): Schema => {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    return name === undefined ? schema : (components.schemas[name] ?? {});
  };
  const inside = (
    eventType: string,
    pointer: string,
    given: Schema,
    outer: readonly Schema[] = [],
  ): SchemaLocation[] => {
    const schema = resolved(given);
    // A schema that contains itself has its locations once.
    if (outer.includes(schema)) return [];
    const around = [...outer, schema];
    return [
      { eventType, pointer, schema },
      ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
        inside(eventType, `${pointer}/${escapeToken(name)}`, inner, around),
      ),
      ...(schema.items ? inside(eventType, `${pointer}/*`, schema.items, around) : []),
    ];
  };
  return Object.entries(webhooks).flatMap(([eventType, { post }]) =>
    inside(eventType, '', post.requestBody.content['application/json'].schema),
  );
}
