import { escapeToken } from '@partner-webhooks/types/json-pointer';
import {
  FORMS,
  type Form,
  isFolded,
  type PageWebhook,
  pageOfContract,
  propertiesIn,
  type Schema,
} from './page.ts';

/** One change of a page, and all that a comparison may say about it. */
export interface Mutation {
  readonly name: string;
  readonly apply: (page: PageWebhook[]) => PageWebhook[];
  /** Sentences of the report. */
  readonly expected: readonly string[];
  readonly forms: readonly Form[];
}

const ALL = Object.keys(FORMS) as Form[];
// These list all values of an enum and all members of an object.
const COMPLETE = ALL.filter((form) => form !== 'text' && form !== 'HTML');

/** Every mutation for every event type that it can be made on. */
export function mutations(): Mutation[] {
  return pageOfContract().flatMap((webhook) => [
    ...ofWebhook(webhook),
    ...listedNames(webhook).flatMap((name) => ofProperty(webhook, name)),
    ...enumsIn(webhook.schema, webhook.example, '').flatMap((location) => ofEnum(webhook, location)),
    ...objectsIn(webhook).flatMap((name) => ofObject(webhook, name)),
  ]);
}

function ofWebhook(webhook: PageWebhook): Mutation[] {
  const { eventType } = webhook;
  return [
    {
      name: `${eventType} is gone`,
      apply: (page) => page.filter((each) => each.eventType !== eventType),
      expected: [`webhook-removed: ${eventType}`],
      forms: ALL,
    },
    {
      name: `a webhook that is like ${eventType} is new`,
      apply: (page) => [
        ...page,
        {
          ...webhook,
          eventType: `NEW_${eventType}`,
          title: 'Something new',
          path: `/new-${webhook.path.slice(1)}`,
        },
      ],
      expected: [`webhook-added: NEW_${eventType} “Something new”`],
      forms: ALL,
    },
    on(webhook, 'has a property more', [`property-added: ${eventType} /newProperty`], ALL, (own) => {
      propertiesIn(own.schema)['newProperty'] = { type: 'string', format: 'uuid' };
      own.example['newProperty'] = '123e4567-e89b-12d3-a456-426614174000';
    }),
    on(
      webhook,
      'shows a property more in its example',
      [`property-added: ${eventType} /newProperty`],
      ALL,
      (own) => {
        own.example['newProperty'] = { a: [1] };
      },
    ),
    on(webhook, 'may be answered with 202', [`response-added: ${eventType} 202`], ALL, (own) => {
      own.responses.push('202');
    }),
    on(
      webhook,
      'is answered with 204 instead',
      [`response-added: ${eventType} 204`, `response-removed: ${eventType} 200`],
      ALL,
      (own) => {
        own.responses = ['204'];
      },
    ),
  ];
}

function ofProperty(webhook: PageWebhook, name: string): Mutation[] {
  const { eventType, schema } = webhook;
  const location = `${eventType} /${name}`;
  const required = (schema['required'] as string[] | undefined) ?? [];
  const isRequired = required.includes(name);
  const property = propertiesIn(schema)[name] ?? {};
  const kind = property['enum'] ? 'string enum' : String(property['type']);
  return [
    on(webhook, `${name} is gone`, [`property-removed: ${location}`], ALL, (own) => drop(own, name)),
    on(
      webhook,
      `${name} has another name`,
      [`property-added: ${eventType} /${name}Renamed`, `property-removed: ${location}`],
      ALL,
      (own) => {
        propertiesIn(own.schema)[`${name}Renamed`] = structuredClone(property);
        own.example[`${name}Renamed`] = own.example[name];
        drop(own, name);
      },
    ),
    on(
      webhook,
      `${name} is a boolean`,
      [`type-changed: ${location} is boolean, in the contract ${kind}`],
      ALL,
      (own) => {
        propertiesIn(own.schema)[name] = { type: 'boolean' };
      },
    ),
    on(
      webhook,
      `${name} is ${isRequired ? 'optional' : 'required'}`,
      [`${isRequired ? 'no-longer-required' : 'now-required'}: ${location}`],
      ALL,
      (own) => {
        own.schema['required'] = isRequired ? required.filter((each) => each !== name) : [...required, name];
      },
    ),
    ...(property['enum'] || property['items']
      ? []
      : [
          on(
            webhook,
            `${name} has another format`,
            [`format-changed: ${location} is other, in the contract ${property['format'] ?? 'none'}`],
            ALL,
            (own) => {
              propertiesIn(own.schema)[name] = { ...property, format: 'other' };
            },
          ),
        ]),
  ];
}

interface EnumLocation {
  readonly path: readonly (string | number)[];
  readonly pointer: string;
  readonly values: readonly unknown[];
}

function ofEnum(webhook: PageWebhook, { path, pointer, values }: EnumLocation): Mutation[] {
  const location = `${webhook.eventType} ${pointer}`;
  const last = values.at(-1);
  const list = (own: PageWebhook) => schemaAt(own.schema, path)['enum'] as unknown[];
  return [
    on(
      webhook,
      `the example has a new value at ${pointer}`,
      [`value-added: ${location} "BRAND_NEW"`],
      ALL,
      (own) => {
        const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as Schema)[key], own.example);
        (holder as Schema)[String(path.at(-1))] = 'BRAND_NEW';
      },
    ),
    on(
      webhook,
      `there is a new value for ${pointer}`,
      [`value-added: ${location} "BRAND_NEW"`],
      COMPLETE,
      (own) => {
        list(own).push('BRAND_NEW');
      },
    ),
    ...(values.length < 2
      ? []
      : [
          on(
            webhook,
            `a value for ${pointer} is gone`,
            [`value-removed: ${location} "${last}"`],
            COMPLETE,
            (own) => {
              list(own).pop();
            },
          ),
        ]),
  ];
}

/** Objects are known to some forms by the example only, so both are changed. */
function ofObject(webhook: PageWebhook, name: string): Mutation[] {
  const { eventType } = webhook;
  const object = propertiesIn(webhook.schema)[name] ?? {};
  const [first = ''] = Object.keys(propertiesIn((object['items'] as Schema | undefined) ?? object));
  const inList = object['items'] ? '/*' : '';
  const inSchema = (own: PageWebhook) => {
    const schema = propertiesIn(own.schema)[name] ?? {};
    return propertiesIn((schema['items'] as Schema | undefined) ?? schema);
  };
  const inExample = (own: PageWebhook) => {
    const value = own.example[name];
    return (Array.isArray(value) ? value[0] : value) as Schema;
  };
  return [
    on(webhook, `${name} is gone`, [`property-removed: ${eventType} /${name}`], ALL, (own) =>
      drop(own, name),
    ),
    on(
      webhook,
      `${name} has a property less`,
      [`property-removed: ${eventType} /${name}${inList}/${first}`],
      ALL,
      (own) => {
        delete inSchema(own)[first];
        delete inExample(own)[first];
      },
    ),
    on(
      webhook,
      `${name} has a property more`,
      [`property-added: ${eventType} /${name}${inList}/newProperty`],
      ALL,
      (own) => {
        inSchema(own)['newProperty'] = { type: 'string' };
        inExample(own)['newProperty'] = 'text';
      },
    ),
  ];
}

function on(
  { eventType }: PageWebhook,
  what: string,
  expected: readonly string[],
  forms: readonly Form[],
  change: (own: PageWebhook) => void,
): Mutation {
  return {
    name: `${eventType}: ${what}`,
    expected,
    forms,
    apply(page) {
      const own = page.find((each) => each.eventType === eventType);
      if (own) change(own);
      return page;
    },
  };
}

function drop(own: PageWebhook, name: string): void {
  delete propertiesIn(own.schema)[name];
  delete own.example[name];
  const required = (own.schema['required'] as string[] | undefined)?.filter((each) => each !== name);
  if (required) own.schema['required'] = required;
}

/** Properties that every form lists: no objects. */
function listedNames({ schema }: PageWebhook): string[] {
  return Object.entries(propertiesIn(schema))
    .filter(([, property]) => !isFolded(property))
    .map(([name]) => name);
}

function objectsIn({ schema }: PageWebhook): string[] {
  return Object.entries(propertiesIn(schema))
    .filter(
      ([, property]) => ((property['items'] as Schema | undefined) ?? property)['properties'] !== undefined,
    )
    .map(([name]) => name);
}

/** Lists of values that the example has a value of. */
function enumsIn(
  schema: Schema,
  example: unknown,
  pointer: string,
  path: (string | number)[] = [],
): EnumLocation[] {
  if (Array.isArray(schema['enum'])) return [{ path, pointer, values: schema['enum'] }];
  if (schema['items'])
    return enumsIn(schema['items'] as Schema, (example as unknown[])[0], `${pointer}/*`, [...path, 0]);
  return Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).flatMap(
    ([name, property]) => {
      const value = (example as Schema | undefined)?.[name];
      return value === undefined
        ? []
        : enumsIn(property, value, `${pointer}/${escapeToken(name)}`, [...path, name]);
    },
  );
}

function schemaAt(schema: Schema, path: readonly (string | number)[]): Schema {
  return path.reduce<Schema>(
    (inner, key) => (typeof key === 'number' ? inner['items'] : propertiesIn(inner)[key]) as Schema,
    schema,
  );
}
