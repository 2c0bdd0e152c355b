import type { Assessment } from './assessment.ts';
import { type Bump, bumpBetween, covers, largest, raised } from './version.ts';

/** A changeset: the packages that it raises, and by how much. */
export interface Changeset {
  readonly releases: readonly { readonly name: string; readonly type: Bump }[];
}

/** Whether version and changesets fit the changes, and the report for people. */
export interface ReleaseCheck {
  readonly fits: boolean;
  readonly text: string;
}

/** Checks whether version and changesets of a contract fit its changes; the report says what to do if they do not. */
export function checkRelease(assessment: Assessment, changesets: readonly Changeset[]): ReleaseCheck {
  const { contract, releasedVersion, changes, requiredBump } = assessment;
  const todo = [...versionTodo(assessment), ...changesetTodo(assessment, changesets)];
  const lines = [
    changes.length === 0
      ? `${contract.name}: unchanged since ${releasedVersion}.`
      : `${contract.name}: ${counted(changes.length, 'change')} since ${releasedVersion}; they need ${article(requiredBump)} ${requiredBump} version.`,
    ...changes.flatMap(({ rating, what, why, at }) => [`  ${rating}: ${what}`, `    ${why}`, `    ${at}`]),
  ];
  if (todo.length > 0) lines.push('', ...todo);
  else if (changes.length > 0) lines.push(`  Version ${assessment.version} and its changesets fit.`);
  return { fits: todo.length === 0, text: `${lines.join('\n')}\n` };
}

function versionTodo({ contract, releasedVersion, version, changes, requiredBump }: Assessment): string[] {
  const bump = bumpBetween(releasedVersion, version);
  const expected = raised(releasedVersion, requiredBump);
  if (changes.length === 0)
    return version === releasedVersion
      ? []
      : [
          `${contract.root}: \`info.version\` is ${version}, but nothing has changed: set it to ${releasedVersion}.`,
        ];
  if (bump !== undefined && covers(bump, requiredBump)) return [];
  return [`${contract.root}: \`info.version\` is ${version}: set it to ${expected}.`];
}

function changesetTodo(
  { contract, releasedVersion, version, changes, requiredBump }: Assessment,
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
  const expected = covers(bump, requiredBump) ? bump : requiredBump;
  if (announced === expected) return [];
  const found =
    announced === 'none'
      ? 'no changeset announces'
      : `the changesets announce ${article(announced)} ${announced} change instead of`;
  return [
    `.changeset/: ${found} ${article(expected)} ${expected} change to the users of ${name}.`,
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
