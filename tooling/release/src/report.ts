import type { Assessment } from './assessment.ts';
import type { Change } from './changes.ts';
import type { Changeset } from './changesets.ts';
import { type Bump, bumpBetween, covers, largest, raised } from './version.ts';

/** Whether version and changesets fit the changes, and the report for people. */
export interface ReleaseCheck {
  readonly fits: boolean;
  readonly text: string;
}

/** The faults of changesets, and where the words of the report are explained. */
export function closingLines(faults: readonly string[], hasChanges: boolean): string {
  const lines = [
    ...faults,
    ...(hasChanges ? ['docs/contract-lifecycle.md, section 5, explains the ratings.'] : []),
  ];
  return lines.length > 0 ? `\n${lines.join('\n')}\n` : '';
}

/** Checks whether version and changesets of a contract fit its changes; the report says what to do if they do not. */
export function checkRelease(assessment: Assessment, changesets: readonly Changeset[]): ReleaseCheck {
  const { contract, releasedVersion, changes, rewritten, requiredBump } = assessment;
  const todo = [...versionTodo(assessment), ...changesetTodo(assessment, changesets)];
  const lines = [
    changes.length === 0
      ? `${contract.name}: unchanged since ${releasedVersion}.`
      : `${contract.name}: ${counted(changes.length, 'change')} since ${releasedVersion}; they need ${article(requiredBump)} ${requiredBump} version.`,
    ...changes.filter(({ effect }) => effect !== 'words').flatMap(changeLines),
    ...wordLines(changes.filter(({ effect }) => effect === 'words')),
    ...rewritten.flatMap((each) => [`  no change: ${subjectOf(each)}${each.what}`, ...detailLines(each)]),
  ];
  if (todo.length > 0) lines.push('', ...todo);
  else if (changes.length > 0) lines.push(`  Version ${assessment.version} and its changesets fit.`);
  return { fits: todo.length === 0, text: `${lines.join('\n')}\n` };
}

function changeLines(change: Change): string[] {
  const { rating, breaks, what } = change;
  const parties = breaks.map((party) => (party === 'platform' ? 'the platform' : party));
  const shown = parties.length > 0 ? `${rating} for ${parties.join(' and ')}` : rating;
  return [`  ${shown}: ${subjectOf(change)}${what}`, ...detailLines(change)];
}

function detailLines({ why, counterexample, at, subjects }: Change): string[] {
  return [
    `    ${why}`,
    ...(counterexample === undefined ? [] : [`    Counterexample: ${counterexample}`]),
    ...(subjects.length > 1 ? [`    In ${subjects.join(', ')}`] : []),
    `    ${at}`,
  ];
}

/** `TRANSFER_NOTIFICATION /status: `; several subjects have a line of their own. */
function subjectOf({ subjects, places }: Change): string {
  const [only = ''] = subjects;
  const shown = subjects.length > 1 ? '' : only;
  const more = places.length - MAX_PLACES;
  const where = [...places.slice(0, MAX_PLACES), ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const all = [shown, where].filter((each) => each !== '').join(' ');
  return all === '' ? '' : `${all}: `;
}

const MAX_PLACES = 4;

/** Texts for people, by file: they need no reason, and there may be many. */
function wordLines(changes: readonly Change[]): string[] {
  if (changes.length === 0) return [];
  const files = Map.groupBy(changes, ({ at }) => at.replace(/:\d+$/, ''));
  return [
    `  safe: ${counted(changes.length, 'text')} for people, which programs do not read.`,
    ...[...files].map(([file, each]) => {
      const lines = [...new Set(each.map(({ at }) => Number(/\d+$/.exec(at)?.[0])))].sort((a, b) => a - b);
      return `    ${file}:${lines.join(', ')}`;
    }),
  ];
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
