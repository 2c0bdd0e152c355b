import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { bodySchema, type Contract } from '../src/contract/contract.ts';
import { jsonFields, parseBody } from '../src/contract/json-fields.ts';

const known = contract as unknown as Contract;

function fieldsOf(eventType: string, text: string) {
  const parsed = parseBody(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return jsonFields(parsed.value, known, bodySchema(known, eventType)).fields;
}

describe.each(EVENT_TYPES)('the fields of %s', (eventType) => {
  it('are all described, for every example of the contract', () => {
    for (const example of Object.values(examples[eventType])) {
      const fields = fieldsOf(eventType, JSON.stringify(example));
      // The items of a list are described by the list.
      const undescribed = fields.filter(({ name, description }) => !description && !/^\d+$/.test(name));
      expect(undescribed).toEqual([]);
      expect(fields.filter(({ isKnown }) => !isKnown)).toEqual([]);
    }
  });
});

describe('a field', () => {
  it.each(['1.10', '12345678901234567890', '1e3', '-0', '0.1000'])(
    'keeps the digits of the number %s',
    (number) => {
      expect(fieldsOf('RE_TOKEN_PRICES', `{"amount":${number}}`)[0]?.text).toBe(number);
    },
  );

  it('with a value that the contract lists has its meaning', () => {
    const [field] = fieldsOf('CUSTOMER_NOTIFICATION', '{"status":"ACTIVE"}');
    expect(field).toMatchObject({
      pointer: '/status',
      text: '"ACTIVE"',
      meaning: 'Onboarded.',
      isKnown: true,
    });
  });

  it.each([
    ['a property', '{"colour":"red"}', '/colour'],
    ['a value', '{"status":"FROZEN"}', '/status'],
    ['a property within an object', '{"validationError":{"hint":1}}', '/validationError/hint'],
    ['a property with the name of a method', '{"toString":1}', '/toString'],
    ['a property whose name a pointer has to escape', '{"a/b~c":1}', '/a~1b~0c'],
  ])('is marked if the contract does not have %s', (_name, text, pointer) => {
    const unknown = fieldsOf('CUSTOMER_NOTIFICATION', text).filter(({ isKnown }) => !isKnown);
    expect(unknown.map((field) => field.pointer)).toEqual([pointer]);
  });

  it('is described by the schema of the JSON body, if the contract has other bodies too', () => {
    const schemaOf = (description: string) => ({ schema: { properties: { id: { description } } } });
    const content = {
      'application/x-www-form-urlencoded': schemaOf('In a form.'),
      'application/vnd.parcels+json; version=1': schemaOf('In JSON.'),
    };
    const parcels = { ...known, webhooks: { 'parcel.sent': { post: { requestBody: { content } } } } };
    const schema = bodySchema(parcels, 'parcel.sent');
    expect(jsonFields({ id: '1' }, parcels, schema).fields).toMatchObject([{ description: 'In JSON.' }]);
  });

  it('is not marked for an event type that the contract does not have: nothing is known of it', () => {
    expect(fieldsOf('DEPARTED_NOTIFICATION', '{"a":1}')).toMatchObject([
      { isKnown: true, description: undefined },
    ]);
  });
});

it.each(['', '{', '[1,', 'null x', '\u0000'])('says why %j is not JSON', (text) => {
  expect(parseBody(text)).toEqual({ problem: expect.any(String) });
});

it.each(['null', '1', '"text"', '[]', '{}', '[[1],{"a":[]}]'])(
  'shows %s, which is no object with properties',
  (text) => {
    expect(fieldsOf('CUSTOMER_NOTIFICATION', text).length).toBeGreaterThan(0);
  },
);

it.each([90, 150, 5_000, 200_000])(
  'shows a body that is nested %d deep, or says that it is too deep',
  (depth) => {
    const parsed = parseBody(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
    if ('problem' in parsed) expect(parsed.problem).toBe('it is nested too deeply to be shown');
    else expect(jsonFields(parsed.value, known, undefined).fields).toHaveLength(Math.min(depth, 101));
  },
);

it.each([
  '{"a":[1,2,{"b":3}],"c":{}}',
  '[[1],[2,3]]',
  '{"__proto__":{"a":1}}',
  '[]',
  `${'['.repeat(150)}1${']'.repeat(150)}`,
])('counts all fields of %s, whatever the limit', (text) => {
  const parsed = parseBody(text);
  const value = 'value' in parsed ? parsed.value : undefined;
  const all = jsonFields(value, known, undefined);
  expect(all.total).toBe(all.fields.length);
  for (const limit of [1, 2, 3, all.total]) {
    const some = jsonFields(value, known, undefined, limit);
    expect(some).toEqual({ fields: all.fields.slice(0, limit), total: all.total });
  }
});
