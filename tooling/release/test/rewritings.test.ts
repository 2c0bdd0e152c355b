import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../src/changes.ts';
import type { Place } from '../src/contract/place.ts';
import { readSource, sourceOf } from '../src/contract/source.ts';
import { payloadOf, type SampleContract, sampleContract } from './sample-contract.ts';

/** Ways to write the sample contract differently without saying anything else. */
const REWRITINGS: Readonly<Record<string, (contract: SampleContract) => void>> = {
  'the values of an enum in another order': ({ components }) => components.schemas.Status.enum.reverse(),
  'required properties in another order': (contract) => payloadOf(contract).required.reverse(),
  'a required property named twice': (contract) => payloadOf(contract).required.push('id'),
  'properties in another order': (contract) => {
    const schema = payloadOf(contract);
    Object.assign(schema, { properties: Object.fromEntries(Object.entries(schema.properties).reverse()) });
  },
  'types in another order': (contract) => set(contract, 'maybe', { type: ['null', 'string'] }),
  'a list with one type': (contract) => set(contract, 'note', { type: ['string'], description: 'A note.' }),
  'nullable of OpenAPI 3.0': (contract) => set(contract, 'maybe', { type: 'string', nullable: true }),
  'oneOf with null': (contract) => set(contract, 'maybe', { oneOf: [{ type: 'string' }, { type: 'null' }] }),
  'anyOf with null': (contract) => set(contract, 'maybe', { anyOf: [{ type: 'null' }, { type: 'string' }] }),
  'oneOf of one schema': (contract) =>
    set(contract, 'note', { oneOf: [{ type: 'string', description: 'A note.' }] }),
  'allOf of one schema': (contract) =>
    set(contract, 'note', { allOf: [{ type: 'string' }], description: 'A note.' }),
  'allOf of two objects for one': (contract) => {
    const { properties, required } = payloadOf(contract);
    const { id, at, ...rest } = properties;
    rewrite(payloadOf(contract), {
      allOf: [
        { type: 'object', required: ['id'], properties: { id, at } },
        { type: 'object', required: required.slice(1), properties: rest },
      ],
    });
  },
  'allOf that restricts a property in two places': (contract) =>
    set(contract, 'short', { type: 'string', minLength: 2, allOf: [{ maxLength: 10 }] }),
  'a schema moved to a component': (contract) => {
    const { short } = payloadOf(contract).properties;
    Object.assign(contract.components.schemas, { Short: short });
    set(contract, 'short', { $ref: '#/components/schemas/Short' });
  },
  'a component moved to where it is used': (contract) =>
    set(contract, 'status', contract.components.schemas.Status),
  'a reference by another reference': (contract) => {
    Object.assign(contract.components.schemas, { Alias: { $ref: '#/components/schemas/Status' } });
    set(contract, 'status', { $ref: '#/components/schemas/Alias' });
  },
  'a reference to a definition of the schema': (contract) => {
    const schema = payloadOf(contract);
    Object.assign(schema, { $defs: { note: schema.properties.note } });
    const pointer =
      '#/webhooks/PAYMENT_NOTIFICATION/post/requestBody/content/application~1json/schema/$defs/note';
    set(contract, 'note', { $ref: pointer });
  },
  'a constant as an enum': (contract) => set(contract, 'fixed', { enum: ['A'], 'x-extensible': false }),
  'an enum with its type left out': (contract) =>
    set(contract, 'kind', { enum: ['A', 'B'], 'x-extensible': false }),
  'an enum as oneOf of constants': (contract) =>
    set(contract, 'kind', { oneOf: [{ const: 'A' }, { const: 'B' }] }),
  'a boolean as an enum': (contract) => set(contract, 'flag', { enum: [true, false], 'x-extensible': false }),
  'an integer as a multiple of 1': (contract) => set(contract, 'count', { type: 'number', multipleOf: 1 }),
  'limits that limit nothing': (contract) =>
    set(contract, 'note', { type: 'string', description: 'A note.', minLength: 0 }),
  'additionalProperties that allow anything': (contract) =>
    Object.assign(payloadOf(contract), { additionalProperties: true }),
  'uniqueItems: false': (contract) =>
    Object.assign(payloadOf(contract).properties.list, { uniqueItems: false }),
  'unevaluatedProperties for additionalProperties': (contract) => {
    const { closed } = payloadOf(contract).properties;
    rewrite(closed, { type: closed.type, properties: closed.properties, unevaluatedProperties: false });
  },
  'alternatives in another order': (contract) => payloadOf(contract).properties.either.oneOf.reverse(),
  'another media type of the same name': ({ webhooks }) => {
    const { content } = webhooks.REFUND_NOTIFICATION.post.requestBody;
    rewrite(content, { 'Application/JSON': content['application/json'] });
  },
  'a header in capitals': ({ webhooks }) =>
    Object.assign(webhooks.PAYMENT_NOTIFICATION.post.parameters[0] ?? {}, { name: 'X-Required' }),
  'a parameter moved to the path item': ({ webhooks }) =>
    Object.assign(webhooks.PAYMENT_NOTIFICATION, {
      parameters: webhooks.PAYMENT_NOTIFICATION.post.parameters.splice(0, 1),
    }),
  'security moved to the operations': (contract) => {
    for (const { post } of Object.values(contract.webhooks))
      Object.assign(post, { security: contract.security });
    Reflect.deleteProperty(contract, 'security');
  },
  'a security scheme with another name': (contract) => {
    const { securitySchemes } = contract.components;
    rewrite(securitySchemes, { apiKey: securitySchemes.key });
    Object.assign(contract, { security: [{ apiKey: [] }] });
  },
  'a response moved to a component': (contract) => {
    const { responses } = contract.webhooks.REFUND_NOTIFICATION.post;
    Object.assign(contract.components, { responses: { BadRequest: responses['400'] } });
    Object.assign(responses, { '400': { $ref: '#/components/responses/BadRequest' } });
  },
  'a request body moved to a component': (contract) => {
    const { post } = contract.webhooks.REFUND_NOTIFICATION;
    Object.assign(contract.components, { requestBodies: { Refund: post.requestBody } });
    Object.assign(post, { requestBody: { $ref: '#/components/requestBodies/Refund' } });
  },
  'a webhook moved to a component': (contract) => {
    const { webhooks } = contract;
    Object.assign(contract.components, { pathItems: { Refund: webhooks.REFUND_NOTIFICATION } });
    Object.assign(webhooks, { REFUND_NOTIFICATION: { $ref: '#/components/pathItems/Refund' } });
  },
  'webhooks in another order': (contract) =>
    Object.assign(contract, { webhooks: Object.fromEntries(Object.entries(contract.webhooks).reverse()) }),
  'an operation that is not deprecated': ({ webhooks }) =>
    Object.assign(webhooks.REFUND_NOTIFICATION.post, { deprecated: false }),
  'white space at the end of a description': (contract) =>
    set(contract, 'note', { type: 'string', description: 'A note.\n' }),
  'a comment': (contract) =>
    set(contract, 'note', { type: 'string', description: 'A note.', $comment: 'Ask them.' }),
};

/** Ways that the schemas alone do not show to be the same: bodies decide. */
const UNDECIDED: Readonly<Record<string, (contract: SampleContract) => void>> = {
  'a pattern in another way': (contract) =>
    set(contract, 'code', { type: 'string', pattern: '^[A-Z][A-Z][A-Z]$' }),
  'anyOf for oneOf whose alternatives exclude each other': (contract) => {
    const { tagged } = payloadOf(contract).properties;
    rewrite(tagged, { anyOf: tagged.oneOf });
  },
  'a condition by `anyOf`': (contract) => {
    const { conditional } = payloadOf(contract).properties;
    rewrite(conditional, {
      type: 'object',
      properties: conditional.properties,
      anyOf: [{ not: { required: ['a'] } }, { required: ['b'] }],
    });
  },
};

describe('no change is reported for', () => {
  it.each(Object.entries(REWRITINGS))('%s', (_, edit) => {
    for (const [from, to] of bothWays(edit))
      expect(changesBetween(from, to, '1.0.0', EFFORT)).toEqual({
        changes: [],
        rewritten: [],
      });
  });

  it.each(Object.entries(UNDECIDED))('%s, and it says how many bodies have decided', (_, edit) => {
    for (const [from, to] of bothWays(edit)) {
      const { changes, rewritten } = changesBetween(from, to, '1.0.0');
      expect(changes).toEqual([]);
      expect(rewritten.length).toBeGreaterThan(0);
      for (const { why } of rewritten)
        expect(why).toMatch(/^\d+ bodies, with \d+ and \d+ different values for it, show no difference\.$/);
    }
  });

  it('the same contract in one file or in several', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rewritings-'));
    const contract = sampleContract();
    const { schemas, ...components } = contract.components;
    const split = JSON.parse(
      JSON.stringify({ ...contract, components })
        .replaceAll('#/components/schemas/', '')
        .replaceAll(/"(Status|ErrorMessage)"/g, '"$1.json"'),
    );
    await writeFile(join(folder, 'one.json'), JSON.stringify(contract));
    await writeFile(join(folder, 'several.json'), JSON.stringify(split));
    for (const [name, schema] of Object.entries(schemas))
      await writeFile(join(folder, `${name}.json`), JSON.stringify(schema));
    const [one, several] = [await readSource(folder, 'one.json'), await readSource(folder, 'several.json')];
    expect(changesBetween(one, several, '1.0.0', EFFORT)).toEqual({ changes: [], rewritten: [] });
    await rm(folder, { recursive: true });
  });
});

const EFFORT = { seed: 1, bodies: 30 };

const CONTRACT = sourceOf('contract', sampleContract());

function* bothWays(edit: (contract: SampleContract) => void): Generator<[Place, Place]> {
  const contract = sampleContract();
  edit(contract);
  const edited = sourceOf('edited', contract);
  yield [CONTRACT, edited];
  yield [edited, CONTRACT];
}

function set(contract: SampleContract, property: string, schema: object): void {
  Object.assign(payloadOf(contract).properties, { [property]: schema });
}

/** Replaces all that an object has. */
function rewrite(target: object, content: object): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
  Object.assign(target, content);
}
