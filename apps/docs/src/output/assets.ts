import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import type { SearchDocument } from '../search/documents.ts';

const client = (name: string): string => fileURLToPath(new URL(`../client/${name}`, import.meta.url));

/** Writes what pages load: the stylesheet, the scripts, and what the search finds. */
export async function writeAssets(dist: string, found: readonly SearchDocument[]): Promise<void> {
  const folder = join(dist, 'assets');
  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...['site.css', 'icon.svg'].map((name) => copyFile(client(name), join(folder, name))),
    ...['theme', 'site', 'search'].map((name) => bundle(client(`${name}.ts`), join(folder, `${name}.js`))),
    // A script and not JSON: a page that was opened as a file must not fetch, but it may load scripts.
    writeFile(
      join(folder, 'search-documents.js'),
      `globalThis.searchDocuments = ${JSON.stringify(found)};\n`,
    ),
  ]);
}

async function bundle(input: string, file: string): Promise<void> {
  await build({
    input,
    platform: 'browser',
    output: { file, format: 'iife', minify: true },
    logLevel: 'warn',
  });
}
