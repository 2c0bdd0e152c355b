import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { adminContractFile, type Contract, readContract } from '../contract/document.ts';
import { contractForRedoc } from './for-redoc.ts';
import { redocPage } from './redoc.ts';
import { redocLayout } from './redoc-layout.ts';

/** The pages that Redoc makes: a whole contract on one page. */
export const REDOC_PAGES = [
  {
    name: 'webhooks',
    url: 'reference/webhooks.html',
    title: 'Contract of the webhooks',
    section: 'reference',
  },
  { name: 'admin', url: 'reference/admin.html', title: 'Admin API', section: 'reference' },
] as const;

const LIBRARY = 'redoc.js';

/** Writes the pages, the script of each, and the library that both load. */
export async function writeRedocPages(dist: string): Promise<void> {
  const folder = join(dist, 'reference');
  await mkdir(folder, { recursive: true });
  await Promise.all(
    REDOC_PAGES.map(async (page) => {
      const made = await redocPage(await CONTRACTS[page.name]());
      const script = `${page.name}.js`;
      await Promise.all([
        writeFile(join(folder, `${page.name}.html`), redocLayout(page, made, script)),
        writeFile(join(folder, script), `import { hydrate } from './${LIBRARY}';\n${made.definition}`),
        // The same for both.
        ...(page.name === 'webhooks' ? [writeFile(join(folder, LIBRARY), made.library)] : []),
      ]);
    }),
  );
}

const CONTRACTS: Readonly<Record<(typeof REDOC_PAGES)[number]['name'], () => Promise<unknown>>> = {
  webhooks: async () => contractForRedoc(await readContract()),
  admin: async (): Promise<Contract> => JSON.parse(await readFile(adminContractFile('openapi.json'), 'utf8')),
};
