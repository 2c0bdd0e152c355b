import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readReleases } from '../changes/changelog.ts';
import { namesOf } from '../changes/changes-section.ts';
import { contractChanges } from '../changes/contract-changes.ts';
import { readContract } from '../contract/document.ts';
import { findSources } from '../contract/sources.ts';
import { findGuides, readGuide } from '../guides/guides.ts';
import { homePage } from '../home/home-page.ts';
import { navigationOf } from '../layout/navigation.ts';
import { referenceIndexPage } from '../reference/index-page.ts';
import { REDOC_PAGES } from '../reference/redoc-pages.ts';
import { sourceAddresses, sourcePage } from '../source/source-pages.ts';
import { webhookGroups, webhookIndexPage } from '../webhook/index-page.ts';
import { webhooksOf } from '../webhook/webhook.ts';
import { webhookPage } from '../webhook/webhook-page.ts';
import type { Site } from './site.ts';

/**
 * Reads everything that the site shows: the bundled contract, its YAML files, and the documents of the repository.
 *
 * @param root of the repository.
 */
export async function readSite(root: string): Promise<Site> {
  const [contract, sources, guides, pictures, releases, next] = await Promise.all([
    readContract(),
    findSources(root),
    findGuides(root),
    findPictures(root),
    readReleases(root),
    contractChanges(root),
  ]);
  const webhooks = webhooksOf(contract);
  const yaml = sourceAddresses(sources.files);
  const links = { sources: yaml, webhookFile: sources.webhooks, componentFile: sources.components };
  const history = { releases, next, names: new Set(webhooks.flatMap((webhook) => [...namesOf(webhook)])) };
  const [documents, sourcePages] = await Promise.all([
    Promise.all(guides.map((guide) => readGuide(root, guide))),
    Promise.all([...yaml].map(([file, url]) => sourcePage(root, file, url))),
  ]);
  const listed = [
    homePage(contract, webhooks, new Set(guides.map(({ url }) => url))),
    webhookIndexPage(contract, webhooks),
    ...webhooks.map((webhook) => webhookPage(contract, webhook, links, history)),
    referenceIndexPage(yaml),
    ...documents,
  ];
  const navigation = navigationOf(listed, webhookGroups(contract, webhooks));
  const [reference] = navigation.reference;
  return {
    pages: [...listed, ...sourcePages],
    frame: {
      version: contract.info.version,
      navigation: {
        ...navigation,
        reference: [{ title: 'Reference', items: [...(reference?.items ?? []), ...REDOC_PAGES] }],
      },
    },
    addresses: new Map([...guides.map(({ source, url }) => [source, url] as const), ...yaml, ...pictures]),
    pictures,
  };
}

/** The pictures of the documents, by their paths in the repository. */
async function findPictures(root: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(join(root, 'docs'), { recursive: true });
  const pictures = entries.filter((path) => /\.(svg|png|jpe?g|webp|gif)$/.test(path)).sort();
  return new Map(pictures.map((path) => [`docs/${path}`, `guides/${path}`]));
}
