import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Contract, generateTypes, readContract } from '../src/index.ts';
import type { Validation } from '../src/validators/runtime/validation.ts';
import { load, temporaryFolder, writeAll } from './workbench.ts';

const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const tsc = join(dirname(resolve('typescript-7/package.json')), 'bin/tsc');
const fixture = (path: string) => fileURLToPath(new URL(`fixtures/${path}`, import.meta.url));

// Contracts that others wrote, for other senders: the generator must not know more than OpenAPI.
const DOCUMENTS = [
  { name: 'Scalar Galaxy', file: fixture('scalar-galaxy/openapi.yaml'), webhooks: 1 },
  {
    name: 'GitHub webhooks',
    file: join(dirname(resolve('@octokit/openapi-webhooks/package.json')), 'generated/api.github.com.json'),
    webhooks: 261,
  },
];

describe.each(DOCUMENTS)('$name', ({ file, webhooks }) => {
  it('gives types that compile and validators that load and judge', { timeout: 180_000 }, async () => {
    const contract = await readContract(file);
    expect(contract.webhooks.length).toBe(webhooks);
    const folder = await temporaryFolder();
    await writeAll(folder, (await generateTypes(contract)).files);

    await writeFile(join(folder, 'user.ts'), user(contract));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((error) => error);
    expect(stdout).toBe('');

    const { validate } = await load<{ validate: (eventType: string, body: unknown) => Validation<unknown> }>(
      folder,
      'validators/index.js',
    );
    for (const { eventType } of contract.webhooks) {
      expect(validate(eventType, 'no object').valid, eventType).toBe(false);
    }
  });
});

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
