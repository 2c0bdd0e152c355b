import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInMemoryValidators, readContract } from '@partner-webhooks/codegen';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { generateSync, type JsonSchema } from 'json-schema-faker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draft } from '../../src/draft/draft.ts';
import { writeDraft } from '../../src/draft/drafted-file.ts';
import { compare } from '../../src/upstream/compare/compare.ts';
import { openContract } from '../../src/upstream/contract.ts';
import { sentence } from '../../src/upstream/sentence.ts';
import { readPublication } from '../../src/upstream/source.ts';
import { toContractChanges } from '../../src/upstream/to-contract-changes.ts';
import { anyDocument, documentText, type PublishedDocument } from './any-document.ts';
import { CONTRACT, lintWith, reviewed } from './workbench.ts';

// Whatever a source says: the draft accepts each body that Ajv accepts by the schemas of the source, a person has nothing to repair,
// and afterwards nothing differs any more.

const RUNS = Number(process.env['DRAFT_DOCUMENTS'] ?? 12);
const BODIES = 10;

let original: string;
beforeAll(async () => {
  // One webhook is enough of a contract to draft in.
  original = await mkdtemp(join(tmpdir(), 'contract-'));
  await cp(CONTRACT, original, {
    recursive: true,
    filter: (path) => !/node_modules|released|admin|README/.test(path),
  });
  const root = await readFile(join(original, 'openapi.yaml'), 'utf8');
  const [first = ''] = /^ {2}TRANSFER_NOTIFICATION:.*\n/m.exec(root) ?? [];
  await writeFile(join(original, 'openapi.yaml'), root.replace(/(^webhooks:\n)( {2}.*\n)+/m, `$1${first}`));
});
afterAll(() => rm(original, { recursive: true }));

it('a draft of any document accepts what the document accepts, passes lint, and leaves no difference', async () => {
  let lintsLeft = process.env['DRAFT_DOCUMENTS'] === undefined ? 3 : RUNS;
  await fc.assert(
    fc.asyncProperty(anyDocument(), fc.integer(), async (document, seed) => {
      const folder = await mkdtemp(join(tmpdir(), 'contract-'));
      try {
        await cp(original, folder, { recursive: true });
        const publication = readPublication(documentText(document));
        expect(publication.unread).toEqual([]);
        const own = { ...publication, webhooks: publication.webhooks };
        const differences = async () =>
          compare(own, await openContract(folder)).differences.filter(
            ({ eventType }) => eventType === 'FUND_NOTIFICATION',
          );
        const before = await differences();
        const { changes } = toContractChanges(before);
        const drafted = await draft(folder, changes);
        await writeDraft(folder, drafted.files);
        expect((await differences()).map(sentence)).toEqual(before.map(sentence));
        const again = await draft(folder, toContractChanges(await differences()).changes);
        expect(again).toEqual({ files: [], leftOut: drafted.leftOut });

        const files = reviewed(drafted.files);
        await writeDraft(folder, files);
        expect((await differences()).map(sentence)).toEqual([]);
        const accepts = acceptedBySource(document);
        const { validate } = createInMemoryValidators(await readContract(join(folder, 'openapi.yaml')));
        for (const body of bodiesOf(document, seed)) {
          if (!accepts(body)) continue;
          const verdict = validate('FUND_NOTIFICATION', body);
          expect(verdict.valid ? [] : verdict.violations, JSON.stringify(body)).toEqual([]);
        }
        // A schema that nothing fits has no examples.
        const hasExamples = drafted.leftOut.every(({ reason }) => !reason.startsWith('examples:'));
        if (hasExamples && lintsLeft-- > 0) {
          const problems = await lintWith(folder, files);
          expect(problems.filter((problem) => !OF_THE_SOURCE.test(problem))).toEqual([]);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    }),
    // The default run has the same documents each time; the long form has others, and prints its seed if it fails.
    { numRuns: RUNS, ...(process.env['DRAFT_DOCUMENTS'] === undefined && { seed: 20261127 }) },
  );
}, 600_000);

// Alternatives that make no sense in the source make none in the draft: a person has to ask the platform.
const OF_THE_SOURCE =
  /must be mutually exclusive|is empty, so it matches any value|duplicates the schema|both accept `null`/;

/** Ajv with the schemas of a document. */
function acceptedBySource({ payload, schemas }: PublishedDocument): (body: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, logger: false });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'source.json', components: { schemas: withSources(schemas) } });
  const validate = ajv.compile(withSources(payload) as object);
  return (body) => validate(body) === true;
}

/** References into the document, limits as OpenAPI 3.1 has them, and no keyword that is none of JSON Schema. */
function withSources(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSources);
  if (typeof value !== 'object' || value === null) return value;
  const {
    discriminator: _,
    $ref,
    exclusiveMinimum,
    minimum,
    nullable,
    ...rest
  } = value as Record<string, unknown>;
  const isExclusive = exclusiveMinimum === true;
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, withSources(inner)])),
    ...(typeof $ref === 'string' && { $ref: `source.json${$ref}` }),
    // Without a type it has no meaning.
    ...(nullable !== undefined && rest['type'] !== undefined && { nullable }),
    ...(typeof exclusiveMinimum === 'number' && { exclusiveMinimum }),
    ...(minimum !== undefined &&
      (isExclusive ? { exclusiveMinimum: minimum } : { minimum: withSources(minimum) })),
  };
}

/** Generated bodies, also with single values changed: some are accepted and some are not. */
function* bodiesOf({ payload, schemas }: PublishedDocument, seed: number): Generator<unknown> {
  for (let number = 0; number < BODIES; number += 1) {
    try {
      const body: unknown = generateSync({ ...payload, components: { schemas } } as object as JsonSchema, {
        seed: Math.abs(seed) + number,
        maxDepth: 8,
        optionalsProbability: 0.6,
      });
      yield body;
      for (const value of [null, 'A', 'NEW', 3, {}, [], { kind: 'Bank', iban: 'DE1' }])
        yield changed(body, number, value);
    } catch {
      return;
    }
  }
}

function changed(body: unknown, at: number, value: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return value;
  const names = Object.keys(body);
  const name = names[at % Math.max(1, names.length)] ?? 'note';
  return { ...body, [name]: value };
}
