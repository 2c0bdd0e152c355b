import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Contract, documentationOf } from './documentation.ts';

// Builds dist/: a self-contained page, and the contract as files.

const run = promisify(execFile);
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const template = fileURLToPath(new URL('page.hbs', import.meta.url));
const contractFile = (name: string) => fileURLToPath(import.meta.resolve(`@partner-webhooks/types/${name}`));
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

// The logo in the footer is the only thing that the bundled page fetches from another server.
const REMOTE_LOGO = 'https://cdn.redoc.ly/redoc/logo-mini-full.svg';

const work = await mkdtemp(join(tmpdir(), 'partner-webhooks-docs-'));
try {
  const contract: Contract = JSON.parse(await readFile(contractFile('openapi.json'), 'utf8'));
  const input = join(work, 'openapi.json');
  const page = join(work, 'index.html');
  await writeFile(input, JSON.stringify(documentationOf(contract)));
  const options = ['build-docs', input, '--inlineBundle', '--template', template, '--output', page];
  // With telemetry, the page would send data about its readers.
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  await run(process.execPath, [redocly, ...options], { env, cwd: work });

  await mkdir(dist, { recursive: true });
  const html = await readFile(page, 'utf8');
  await writeFile(join(dist, 'index.html'), html.replaceAll(REMOTE_LOGO, 'data:,'));
  for (const name of ['openapi.json', 'openapi.yaml']) await copyFile(contractFile(name), join(dist, name));
} finally {
  await rm(work, { recursive: true });
}
