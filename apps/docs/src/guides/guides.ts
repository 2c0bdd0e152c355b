import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page, Section } from '../site/page.ts';

/** A document of the repository that is a page of the site. */
export interface Guide {
  /** Its path in the repository. */
  readonly source: string;
  readonly url: string;
  readonly section: Section;
}

// Documents outside of docs/, where they are read on GitHub.
const ELSEWHERE: readonly Guide[] = [
  { source: 'README.md', url: 'guides/readme.html', section: 'guides' },
  { source: 'CONTRIBUTING.md', url: 'guides/contributing.html', section: 'guides' },
  { source: 'SECURITY.md', url: 'guides/security-policy.html', section: 'guides' },
  { source: 'openapi/README.md', url: 'guides/contract-files.html', section: 'guides' },
  { source: '.changeset/README.md', url: 'guides/changesets.html', section: 'guides' },
  { source: 'packages/types/README.md', url: 'guides/types.html', section: 'guides' },
  { source: 'packages/types/CHANGELOG.md', url: 'guides/types-changelog.html', section: 'guides' },
  { source: 'packages/codegen/README.md', url: 'guides/codegen.html', section: 'guides' },
  { source: 'packages/codegen/CHANGELOG.md', url: 'guides/codegen-changelog.html', section: 'guides' },
];

/** Finds the documents that are pages: all of docs/, and those beside the code that it describes. */
export async function findGuides(root: string): Promise<readonly Guide[]> {
  const [guides, decisions] = await Promise.all([
    markdownIn(root, 'docs'),
    markdownIn(root, 'docs/decisions'),
  ]);
  return [
    ...ELSEWHERE,
    ...guides.map((source): Guide => ({ source, url: `guides/${pageOf(source)}`, section: 'guides' })),
    ...decisions.map(
      (source): Guide => ({ source, url: `decisions/${pageOf(source)}`, section: 'decisions' }),
    ),
  ];
}

async function markdownIn(root: string, folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder));
  return names
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function pageOf(source: string): string {
  const name = basename(source, '.md');
  return `${name === 'README' ? 'index' : name}.html`;
}

/** Reads a document. Its first heading is the title of the page. */
export async function readGuide(root: string, { source, url, section }: Guide): Promise<Page> {
  const text = await readFile(join(root, source), 'utf8');
  const [heading = '', written = ''] = /^# (.+)\n/.exec(text) ?? [];
  const title = (TITLES[source] ?? written).replaceAll('`', '');
  const markdown = text.slice(heading.length);
  const description = firstSentence(markdown);
  return { url, title, section, source, body: { markdown }, ...(description && { description }) };
}

// Where the heading on GitHub says no more than the name of the package.
const TITLES: Readonly<Record<string, string>> = {
  'README.md': 'Overview',
  'packages/types/README.md': 'The package of types',
  'packages/types/CHANGELOG.md': 'Changes of the types',
  'packages/codegen/README.md': 'The package of the generator',
  'packages/codegen/CHANGELOG.md': 'Changes of the generator',
};

/** The first sentence of the first paragraph, without marks. */
function firstSentence(markdown: string): string {
  const paragraph = markdown.split(/\n\s*\n/).find((each) => /^[A-Za-z`[*]/.test(each.trim())) ?? '';
  const text = paragraph
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.+?[.:](?= |$)/.exec(text)?.[0].replace(/:$/, '.') ?? text;
}
