import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { generateTypes } from '../src/index.ts';
import { contractOf, temporaryFolder, writeAll } from './workbench.ts';

// The generated folder stands in a program, which imports it by its path.

const run = promisify(execFile);
const Order = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, status: { $ref: '#/components/schemas/Status' } },
};
const Status = { type: 'string', enum: ['NEW', 'DONE'], 'x-extensible': true };

const program = (extension: string) => `
import { isKnown, match, type Notification, values } from './generated/index.${extension}';
import { parseRequest } from './generated/parse.${extension}';

const statusOf = (notification: Notification) =>
  match(notification, {
    'order.changed': ({ id, status }) => (isKnown(values.Status, status) ? (status satisfies 'NEW' | 'DONE') : id),
  });
const result = parseRequest({ path: '/order-changed', body: '{"id":"1","status":"LATER"}' });
console.log(result.valid ? [statusOf(result.notification), result.observations[0]?.pointer] : result.errorMessage.code);
declare const console: { log(value: unknown): void };
`;

it.each([
  ['module', 'js'],
  ['commonjs', 'js'],
  ['commonjs', 'cjs'],
])('a program of the type %s imports modules with the extension %s', async (type, extension) => {
  const folder = await temporaryFolder();
  const contract = await contractOf({ 'order.changed': Order }, { Status });
  const files = (await generateTypes(contract)).files.map((file) => ({
    ...file,
    path: `generated/${file.path}`,
  }));
  await writeAll(folder, files);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
  await writeFile(join(folder, 'program.ts'), program(extension));
  const compilerOptions = { module: 'nodenext', target: 'es2022', lib: ['es2022'], strict: true, types: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript-7/package.json')), 'bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '-p', '.'], { cwd: folder }).catch((error) => error);
  expect(stdout).toBe('');
  const printed = await run(process.execPath, ['program.js'], { cwd: folder });
  expect(printed).toEqual({ stdout: "[ '1', '/status' ]\n", stderr: '' });
});
