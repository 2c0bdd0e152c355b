import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Contract, type OutputFile, readContract } from '../src/index.ts';

/** A folder of its own for the running test, removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Writes files into a folder and gives the path of each. */
export async function writeAll(folder: string, files: readonly OutputFile[]): Promise<string[]> {
  return Promise.all(
    files.map(async ({ path, content }) => {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    }),
  );
}

/** Loads a module as a user of the generated package would. */
export async function load<Module>(folder: string, path: string): Promise<Module> {
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href)) as Module;
}

/** The payload schemas of a document, by event type; each is put in place as it is. */
export type Payloads = Readonly<Record<string, object>>;

/** A contract whose webhooks have these payloads, and these named schemas to refer to. */
export async function contractOf(payloads: Payloads, schemas: object = {}): Promise<Contract> {
  const folder = await temporaryFolder();
  const file = join(folder, 'openapi.yaml');
  await writeFile(file, stringify(documentOf(payloads, schemas)));
  return readContract(file);
}

export function documentOf(payloads: Payloads, schemas: object = {}): object {
  return {
    openapi: '3.1.0',
    info: { title: 'A sender', version: '1.0.0' },
    webhooks: Object.fromEntries(
      Object.entries(payloads).map(([eventType, schema]) => [eventType, webhook(schema)]),
    ),
    components: { schemas },
    security: [],
  };
}

function webhook(schema: object) {
  return {
    post: {
      requestBody: { content: { 'application/json': { schema } } },
      responses: { 200: { description: 'Taken in.' } },
    },
  };
}
