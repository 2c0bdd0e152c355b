import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeBlock } from '../markdown/markdown.ts';
import { html } from '../site/html.ts';
import type { Page } from '../site/page.ts';

/** The pages that show the YAML files of the contract, by the path of the file. */
export function sourceAddresses(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, `reference/source/${file.replace(/\.yaml$/, '')}.html`]));
}

/** Shows a YAML file of the contract. The search does not find it: its texts are on the other pages. */
export async function sourcePage(root: string, file: string, url: string): Promise<Page> {
  const text = await readFile(join(root, file), 'utf8');
  return {
    url,
    title: file,
    section: 'reference',
    body: {
      html: html`<p class="eyebrow">Source</p>
<h1 class="path">${file}</h1>
${codeBlock(text, 'yaml', file)}`,
    },
    isSearchable: false,
    isWide: true,
  };
}
