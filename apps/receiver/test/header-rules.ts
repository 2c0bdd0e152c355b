import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateTypes, readContract } from '@partner-webhooks/codegen';
import type { HeaderRule } from '@partner-webhooks/types/headers';

/** The rules that are generated for header parameters of a contract. */
export async function headerRules(parameters: readonly object[]): Promise<readonly HeaderRule[]> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-headers-'));
  const content = { 'application/json': { schema: { type: 'object' } } };
  const post = { parameters, requestBody: { content }, responses: { 200: { description: 'Taken.' } } };
  const document = { openapi: '3.1.0', info: { title: 'A', version: '1' }, webhooks: { A: { post } } };
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const { files } = await generateTypes(await readContract(file));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const { path, content: code } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  const module = pathToFileURL(join(folder, 'headers.js')).href;
  const { headers } = (await import(/* @vite-ignore */ module)) as { headers: { A: readonly HeaderRule[] } };
  await rm(folder, { recursive: true });
  return headers.A;
}
