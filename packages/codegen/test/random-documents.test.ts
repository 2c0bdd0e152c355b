import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInMemoryValidators, generateTypes, type Validation } from '../src/index.ts';
import { lenientSchemas } from '../src/validators/lenient-schemas.ts';
import { ALL_KEYWORDS, bodies, KEYWORDS_OF_AJV, namedSchemas } from './random-schemas.ts';
import { ajvOf, documentIn, hyperjumpOf, type NamedSchemas } from './reference-validators.ts';
import { STRICT } from './strict-compiler.ts';
import { contractOf, load, temporaryFolder, writeAll } from './workbench.ts';

// Random documents with random bodies. `CODEGEN_RANDOM_DOCUMENTS` is the number of documents, for a longer search, and
// `CODEGEN_RANDOM_SEED` chooses others.

const DOCUMENTS = Number(process.env['CODEGEN_RANDOM_DOCUMENTS'] ?? 40);
const SEED = Number(process.env['CODEGEN_RANDOM_SEED'] ?? 1);
const COMPILED = Math.max(4, Math.ceil(DOCUMENTS / 20));
const someBodies = fc.array(bodies, { minLength: 12, maxLength: 12 });
const longer = { timeout: 60_000 + DOCUMENTS * 500 };

describe('a validator of a random document', () => {
  // With Ajv only what Ajv 8.20 validates as JSON Schema says: it takes the result of one item for that of the next
  // (`contains`), compares the items of lists that are no lists (`uniqueItems`), and forgets what has been evaluated.
  it('validates as Ajv and a validator that is not Ajv', longer, async () => {
    await fc.assert(
      fc.asyncProperty(namedSchemas(KEYWORDS_OF_AJV), someBodies, async (schemas, values) => {
        const ours = validatorOf(schemas);
        const ajv = ajvOf(lenient(schemas));
        const hyperjump = await hyperjumpOf(lenient(schemas));
        for (const body of values) {
          const { valid } = ours(body);
          expect(valid, JSON.stringify(body)).toBe(hyperjump.isValid(body));
          expect(valid, JSON.stringify(body)).toBe(ajv.isValid(body) ?? valid);
        }
      }),
      { numRuns: DOCUMENTS, seed: SEED },
    );
  });

  it('validates by every keyword as the validator that is not Ajv', longer, async () => {
    await fc.assert(
      fc.asyncProperty(namedSchemas(ALL_KEYWORDS), someBodies, async (schemas, values) => {
        const ours = validatorOf(schemas);
        const hyperjump = await hyperjumpOf(lenient(schemas));
        for (const body of values)
          expect(ours(body).valid, JSON.stringify(body)).toBe(hyperjump.isValid(body));
      }),
      { numRuns: DOCUMENTS, seed: SEED },
    );
  });

  it('finds the violations that Ajv finds', longer, () => {
    fc.assert(
      fc.property(namedSchemas(KEYWORDS_OF_AJV), someBodies, (schemas, values) => {
        const ours = validatorOf(schemas);
        const ajv = ajvOf(lenient(schemas));
        for (const body of values) {
          const verdict = ours(body);
          if (verdict.valid || ajv.isValid(body) === undefined) continue;
          expect(sorted(verdict.violations), JSON.stringify(body)).toEqual(sorted(ajv.violations()));
        }
      }),
      { numRuns: DOCUMENTS, seed: SEED },
    );
  });
});

describe('the modules of a random document', () => {
  it(
    'are the same bytes each time, and validate and observe as the validators in memory',
    longer,
    async () => {
      await fc.assert(
        fc.asyncProperty(namedSchemas(ALL_KEYWORDS), someBodies, async (schemas, values) => {
          const contract = await contractOf({ A: reference('Payload'), B: reference('Order') }, schemas);
          const { files } = await generateTypes(contract);
          expect((await generateTypes(contract)).files).toEqual(files);
          const folder = await temporaryFolder();
          await writeAll(folder, files);
          const { validate } = await load<{ validate: Validate }>(folder, 'validators/index.js');
          const inMemory = createInMemoryValidators(contract);
          for (const eventType of ['A', 'B'])
            for (const body of values)
              expect(validate(eventType, body)).toEqual(inMemory.validate(eventType, body));
        }),
        // Shrinking takes a second for each step.
        { numRuns: Math.ceil(DOCUMENTS / 20), seed: SEED, endOnFailure: true },
      );
    },
  );

  it('compile', longer, async () => {
    const folder = await temporaryFolder();
    const documents = fc.sample(namedSchemas(ALL_KEYWORDS), { seed: SEED, numRuns: COMPILED });
    for (const [index, schemas] of documents.entries()) {
      const { files } = await generateTypes(await contractOf({ A: reference('Payload') }, schemas));
      await writeAll(join(folder, String(index)), files);
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: STRICT }));
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((error) => error);
    expect(stdout, JSON.stringify(documents)).toBe('');
  });
});

type Validate = (eventType: string, body: unknown) => Validation<unknown>;

const run = promisify(execFile);
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin/tsc');

function validatorOf(schemas: NamedSchemas): (body: unknown) => Validation<unknown> {
  const validators = createInMemoryValidators(documentIn(schemas));
  return (body) => validators.validate('A', body);
}

/** The schemas as the tolerant reader validates, for validators that know no extensible enums. */
function lenient(schemas: NamedSchemas): NamedSchemas {
  return lenientSchemas(documentIn(schemas).document) as NamedSchemas;
}

/** Sorted by pointer: Ajv names missing properties in the order of `required`. */
function sorted(violations: readonly object[]): string[] {
  return violations
    .map((violation) => JSON.stringify(violation, ['pointer', 'code', 'message', 'parameter']))
    .sort();
}

function reference(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}
