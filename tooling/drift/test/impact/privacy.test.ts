import { join } from 'node:path';
import type { StoredItem } from '@partner-webhooks/inbox';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Edition, openEdition } from '../../src/impact/contract/edition.ts';
import { measureImpact } from '../../src/impact/measure-impact.ts';
import { jsonReport } from '../../src/impact/report/json.ts';
import { markdownReport } from '../../src/impact/report/markdown.ts';
import { textReport } from '../../src/impact/report/text.ts';
import { writeContract } from './contracts.ts';
import { temporaryFolder } from './seeded-inbox.ts';

// No report has a value of a body, or a name of a property that a sender chose: both can be personal data.

const text = { type: 'string' };
const node = { $ref: '#/components/schemas/Node' };

/** Schemas of a property that reject or observe in many ways, on either side. */
const SCHEMAS: readonly object[] = [
  {},
  text,
  { type: 'integer' },
  { type: 'string', format: 'date' },
  { type: 'string', pattern: '^x' },
  { type: 'string', enum: ['A', 'B'], 'x-extensible': true },
  { type: 'string', enum: ['A'], 'x-extensible': false },
  { const: 'A' },
  { type: 'array', items: { type: 'string', enum: ['A'], 'x-extensible': true } },
  { type: 'array', items: { type: 'integer' }, uniqueItems: true },
  { type: 'object', properties: { inner: text } },
  { type: 'object', properties: { inner: text }, required: ['inner'], additionalProperties: false },
  { type: 'object', properties: { inner: text }, unevaluatedProperties: false },
  { type: 'object', additionalProperties: { type: 'integer' } },
  { type: 'object', patternProperties: { '^secret': { type: 'integer' } } },
  { type: 'object', propertyNames: { maxLength: 3 } },
  { type: 'object', additionalProperties: { type: 'object', properties: { inner: { type: 'integer' } } } },
  { oneOf: [{ type: 'integer' }, { type: 'object', properties: { inner: { const: 'A' } } }] },
  { anyOf: [{ type: 'string', enum: ['A'], 'x-extensible': true }, { type: 'null' }] },
  { not: text },
  node,
];

const NODE = {
  type: 'object',
  properties: { inner: { type: 'integer' }, nodes: { type: 'array', items: node }, next: node },
};

/** One property for each schema; and in the working tree, each property with each schema in turn. */
const name = (index: number) => `p${index}`;
const payload = (shift: number) => ({
  type: 'object',
  properties: Object.fromEntries(
    SCHEMAS.map((_, index) => [name(index), SCHEMAS[(index + shift) % SCHEMAS.length] ?? {}]),
  ),
});

const { folder, remove } = await temporaryFolder();
afterAll(remove);

let base: Edition;
let present: Edition;
beforeAll(async () => {
  const types = SCHEMAS.map((_, shift) => [`TYPE_${shift}`, shift] as const);
  await writeContract(
    join(folder, 'openapi'),
    // Half of them accept anything, so that the working tree is what rejects it.
    Object.fromEntries(types.map(([type, shift]) => [type, shift % 2 ? payload(0) : { type: 'object' }])),
    Object.fromEntries(types.map(([type, shift]) => [type, payload(shift)])),
    { Node: NODE },
  );
  base = await openEdition(join(folder, 'openapi/released/partner-webhooks.yaml'), 'the release');
  present = await openEdition(join(folder, 'openapi/openapi.yaml'), 'the working tree');
});

const secret = fc.constantFrom(
  'secret',
  'secret name',
  'secret|`#1 @user',
  'secret\u001b[31m',
  'secret\n## a',
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    secret,
    fc.constantFrom(null, true, 1, -1.5, 'A', 'B', 'x-secret'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(secret, fc.constantFrom('inner', 'nodes', 'next', '4111', 'p1')), tie('value'), {
      maxKeys: 3,
    }),
  ),
}));
const body = fc.dictionary(fc.oneof(secret, fc.nat(SCHEMAS.length - 1).map(name)), value, { maxKeys: 3 });
const item: fc.Arbitrary<StoredItem> = fc
  .tuple(fc.nat(SCHEMAS.length - 1), body, fc.boolean())
  .map(([shift, found, isQuarantined]) => {
    const rest = { id: 'an-id', eventType: `TYPE_${shift}`, body: Buffer.from(JSON.stringify(found)) };
    return isQuarantined
      ? { kind: 'quarantined', path: '/secret', contentType: 'secret', isIncomplete: false, ...rest }
      : { kind: 'notification', state: 'handled', ...rest };
  });

it('no report has a value of a body, or a name that a sender chose', async () => {
  let groups = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 20 }), async (items) => {
      const counts = await measureImpact(
        {
          count: async () => items.length,
          async *items() {
            yield* items;
          },
          close: async () => {},
        },
        { base, present, maxBodyBytes: 100_000 },
        { onValidated() {} },
      );
      const handlers = { checked: false, reason: 'a test' } as const;
      const impact = { base: base.name, source: 'a test', ...counts, handlers };
      const { rejected, alreadyRejected, becomeKnown, becomeUnknown } = counts;
      groups += rejected.groups.length + alreadyRejected.groups.length;
      groups += becomeKnown.length + becomeUnknown.length;
      for (const report of [textReport, markdownReport, jsonReport]) {
        // A pattern is a part of the contract.
        const output = report(impact).replaceAll('^secret', '');
        expect(output).not.toMatch(/secret|4111/);
        expect(output).not.toContain('\u001b');
      }
    }),
    { numRuns: 150 },
  );
  // The property would hold for empty reports.
  expect(groups).toBeGreaterThan(200);
});
