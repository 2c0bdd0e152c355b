import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Contract, generateTypes, readContract } from '../src/index.ts';
import { temporaryFolder, writeAll } from './workbench.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const tsc = join(dirname(resolve('typescript-7/package.json')), 'bin/tsc');
const fixture = (path: string) => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));

// Contracts of other senders: the generator must depend on OpenAPI only. A string as the body is invalid if the payload
// has a type.
const DOCUMENTS = [
  { name: 'Scalar Galaxy 0.2', file: fixture('scalar-galaxy-0.2.20/openapi.yaml'), webhooks: 1, typed: true },
  { name: 'Scalar Galaxy 0.6', file: fixture('scalar-galaxy-0.6.12/openapi.yaml'), webhooks: 1, typed: true },
  {
    name: 'ReadMe webhooks',
    file: fixture('readme-oas-examples-8.2.2/openapi.yaml'),
    webhooks: 1,
    typed: false,
  },
  {
    name: 'GitHub webhooks',
    file: join(dirname(resolve('@octokit/openapi-webhooks/package.json')), 'generated/api.github.com.json'),
    webhooks: 261,
    typed: true,
  },
];

describe.each(DOCUMENTS)('$name', ({ file, webhooks, typed }) => {
  it('gives types that compile and validators that load and validate', { timeout: 180_000 }, async () => {
    const contract = await readContract(file);
    expect(contract.webhooks.length).toBe(webhooks);
    const folder = await temporaryFolder();
    const { files } = await generateTypes(contract);
    expect(files.reduce((bytes, { content }) => bytes + Buffer.byteLength(content), 0)).toBeLessThan(12e6);
    await writeAll(folder, files);

    await writeFile(join(folder, 'user.ts'), user(contract));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((error) => error);
    expect(stdout).toBe('');

    await writeFile(join(folder, 'load.js'), LOAD);
    const eventTypes = contract.webhooks.map(({ eventType }) => eventType);
    const loaded = await run(process.execPath, ['load.js', JSON.stringify(eventTypes)], { cwd: folder });
    const verdict = typed ? { valid: false, code: 'type' } : { valid: true };
    expect(JSON.parse(loaded.stdout)).toEqual(eventTypes.map(() => verdict));
  });
});

// In its own process, as for any user: the test runner would transform megabytes of code.
const LOAD = `
import { validate } from './validators/index.js';
const verdicts = JSON.parse(process.argv[2]).map((eventType) => validate(eventType, 'no object'));
console.log(JSON.stringify(verdicts.map(({ valid, violations }) => ({ valid, code: violations?.[0].code }))));
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
