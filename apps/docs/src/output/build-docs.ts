import { copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFolder } from '@partner-webhooks/compress';
import { adminContractFile, contractFile } from '../contract/document.ts';
import { writeRedocPages } from '../reference/redoc-pages.ts';
import { readSite } from '../site/pages.ts';
import { writeSite } from '../site/site.ts';
import { writeAssets } from './assets.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Builds the site into a folder. What was there is replaced only after everything could be built. */
export async function buildDocs(folder: URL): Promise<void> {
  const output = fileURLToPath(folder);
  await mkdir(dirname(output), { recursive: true });
  const work = await mkdtemp(join(dirname(output), '.dist-'));
  try {
    const [dist, templates] = [join(work, 'dist'), join(work, 'templates')];
    await Promise.all([mkdir(dist), mkdir(templates)]);
    const site = await readSite(root);
    const [found] = await Promise.all([
      writeSite(site, relative('.', templates), relative('.', dist)),
      writeRedocPages(dist),
      copyFiles(dist, site.pictures),
    ]);
    await writeAssets(dist, found);
    await compressFolder(dist);
    await rm(output, { recursive: true, force: true });
    await rename(dist, output);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Copies the pictures of the documents, and the contracts as files. */
async function copyFiles(dist: string, pictures: ReadonlyMap<string, string>): Promise<void> {
  const files = [
    ...[...pictures].map(([from, to]) => [join(root, from), to] as const),
    ...(['openapi.json', 'openapi.yaml'] as const).flatMap((name) => [
      [contractFile(name), name] as const,
      [adminContractFile(name), `admin-${name}`] as const,
    ]),
  ];
  await Promise.all(
    files.map(async ([from, to]) => {
      await mkdir(dirname(join(dist, to)), { recursive: true });
      await copyFile(from, join(dist, to));
    }),
  );
}
