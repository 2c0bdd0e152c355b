import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What users of the types were told about one version. */
export interface Release {
  /** `undefined`: not released yet. */
  readonly version: string | undefined;
  /** Markdown. */
  readonly entries: readonly string[];
}

const PACKAGE = '@partner-webhooks/types';

/** Reads the changesets and the changelog of the types, the latest version first. */
export async function readReleases(root: string): Promise<readonly Release[]> {
  const folder = join(root, '.changeset');
  const names = (await readdir(folder))
    .filter((name) => /^[^.].*\.md$/.test(name) && name !== 'README.md')
    .sort();
  const [changelog, ...changesets] = await Promise.all([
    readFile(join(root, 'packages/types/CHANGELOG.md'), 'utf8').catch(() => ''),
    ...names.map((name) => readFile(join(folder, name), 'utf8')),
  ]);
  const next = changesets.flatMap((text) => entryOf(text) ?? []);
  return [
    ...(next.length > 0 ? [{ version: undefined, entries: next }] : []),
    ...releasesOf(changelog ?? ''),
  ];
}

/** The text of a changeset that raises the version of the types. */
function entryOf(changeset: string): string | undefined {
  const [, header = '', text = ''] = /^\s*---\r?\n([\s\S]*?)\n---[ \t]*\r?\n([\s\S]*)$/.exec(changeset) ?? [];
  return header.includes(PACKAGE) ? text.trim() : undefined;
}

/** The versions of a changelog as Changesets writes it: entries are items of lists, under headings that say how large they are. */
export function releasesOf(changelog: string): readonly Release[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [version = '', ...lines] = section.split('\n');
      const items = lines
        .join('\n')
        .split(/^[-*] /m)
        .slice(1);
      const entries = items.map((item) =>
        item
          .replace(/^#+ .*$/gm, '')
          .replace(/^ {2}/gm, '')
          .trim(),
      );
      return { version: version.trim(), entries: entries.map((entry) => entry.replace(COMMIT, '')) };
    });
}

// Changesets begins an entry with the commit that it came with.
const COMMIT = /^[0-9a-f]{7,40}: /;

/**
 * The entries about a webhook: those that name it or a part of it, and those that begin with the contract and name none.
 *
 * @param names of the webhook: its event type, its path, its schemas.
 * @param all names of all webhooks.
 */
export function entriesAbout(
  releases: readonly Release[],
  names: ReadonlySet<string>,
  all: ReadonlySet<string>,
): readonly Release[] {
  return releases
    .map(({ version, entries }) => ({
      version,
      entries: entries.filter((entry) => isAbout(entry, names, all)),
    }))
    .filter(({ entries }) => entries.length > 0);
}

function isAbout(entry: string, names: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  const words = entry.match(/\/?[A-Za-z][\w-]*/g) ?? [];
  if (words.some((word) => names.has(word))) return true;
  const [firstSentence = ''] = entry.split(/(?<=\.)\s/);
  return /\bcontract\b/.test(firstSentence) && !words.some((word) => all.has(word));
}
