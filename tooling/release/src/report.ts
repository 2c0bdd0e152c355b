import type { Assessment } from './assessment.ts';
import { type Bump, bumpBetween, covers, largest, raised } from './version.ts';

/** A changeset: which packages it is about, and how large the change is to their users. */
export interface Changeset {
  readonly releases: readonly { readonly name: string; readonly type: Bump }[];
}

/** What to write, and whether version and changesets fit the changes. */
export interface Verdict {
  readonly fits: boolean;
  readonly text: string;
}

/** Judges whether version and changesets of a contract fit what has changed, and says what to do where they do not. */
export function judge(assessment: Assessment, changesets: readonly Changeset[]): Verdict {
  const { contract, releasedVersion, changes, demanded } = assessment;
  const todo = [...versionTodo(assessment), ...changesetTodo(assessment, changesets)];
  const lines = [
    changes.length === 0
      ? `${contract.name}: unchanged since ${releasedVersion}.`
      : `${contract.name}: ${counted(changes.length, 'change')} since ${releasedVersion}; they demand ${article(demanded)} ${demanded} version.`,
    ...changes.flatMap(({ rating, what, why, at }) => [`  ${rating}: ${what}`, `    ${why}`, `    ${at}`]),
  ];
  if (todo.length > 0) lines.push('', ...todo);
  else if (changes.length > 0) lines.push(`  Version ${assessment.version} and its announcement fit.`);
  return { fits: todo.length === 0, text: `${lines.join('\n')}\n` };
}

function versionTodo({ contract, releasedVersion, version, changes, demanded }: Assessment): string[] {
  const bump = bumpBetween(releasedVersion, version);
  const expected = raised(releasedVersion, demanded);
  if (changes.length === 0)
    return version === releasedVersion
      ? []
      : [
          `${contract.root}: \`info.version\` is ${version}, but nothing has changed: set it to ${releasedVersion}.`,
        ];
  if (bump !== undefined && covers(bump, demanded)) return [];
  return [`${contract.root}: \`info.version\` is ${version}: set it to ${expected}.`];
}

function changesetTodo(
  { contract, releasedVersion, version, changes, demanded }: Assessment,
  changesets: readonly Changeset[],
): string[] {
  const name = contract.package;
  if (name === undefined || changes.length === 0) return [];
  const announced = largest(
    changesets.flatMap(({ releases }) =>
      releases.filter((each) => each.name === name).map(({ type }) => type),
    ),
  );
  const bump = bumpBetween(releasedVersion, version) ?? 'none';
  const expected = covers(bump, demanded) ? bump : demanded;
  if (announced === expected) return [];
  const found =
    announced === 'none'
      ? 'no changeset tells'
      : `the changesets call it ${article(announced)} ${announced} change and do not tell`;
  return [
    `.changeset/: ${found} the users of ${name} of ${article(expected)} ${expected} change.`,
    'Add a file with any name, such as .changeset/what-changed.md, with this in it (`pnpm changeset` asks for it):',
    '',
    '---',
    `'${name}': ${expected}`,
    '---',
    '',
    'What has changed, and what a receiver has to do.',
  ];
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function article(bump: Bump): string {
  return bump === 'none' ? 'no' : 'a';
}
