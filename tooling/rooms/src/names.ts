import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A file, by its path below the root. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One concept has one name, the term of the field. These words have named something else before, and come back. */
export const TERMS: Readonly<Record<string, readonly string[]>> = {
  validate: ['judge', 'judged', 'judgement', 'unjudged'],
  reject: ['refuse', 'refused', 'refuses', 'refusal', 'refusals'],
  'complete, debounce or simplify': ['settle', 'settled', 'settles'],
  'counter or counts': ['tally'],
  'incoming notification': ['receipt'],
  'ordering key or queued': ['lined'],
  'serialize, or the kind of connection': ['wire'],
  'preferred, expected or requested': ['wanted'],
  'retained, stored or generated': ['kept'],
  'inject faults': ['disturb', 'disturbed', 'undisturbed'],
  reported: ['told'],
  'startup banner': ['welcome'],
};

const PLAIN_WORDS: Readonly<Record<string, RegExp>> = {
  again: /\banew\b/i,
  'who is meant': /\b(?:somebody|whoever)\b/i,
};

/** The files of the repository that are written by hand and may still change. */
export function sourceFiles(root: string): SourceFile[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((path) => WRITTEN.test(path) && !LEFT_OUT.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Finds names of code, and words of any text, that have another word than the one of the field. @returns one line for each. */
export function checkNames(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [...foundNames(file), ...foundWords(file)]);
}

function foundNames(file: SourceFile): string[] {
  return namesIn(file).flatMap((name) =>
    wordsOf(name).flatMap((word) => {
      const term = TERM_OF.get(word);
      return term === undefined ? [] : [`${file.path}: ${name}: expected ${term}, found "${word}"`];
    }),
  );
}

function foundWords({ path, text }: SourceFile): string[] {
  return text.split('\n').flatMap((line, index) =>
    Object.entries(PLAIN_WORDS).flatMap(([plain, words]) => {
      const [word] = words.exec(line) ?? [];
      return word === undefined ? [] : [`${path}:${index + 1}: expected ${plain}, found "${word}"`];
    }),
  );
}

/** The names that a file of code declares, and its own. */
function namesIn({ path, text }: SourceFile): string[] {
  if (!/\.tsx?$/.test(path)) return [];
  const declared = /\b(?:const|let|function|class|interface|type|readonly) ([A-Za-z_$][\w$]*)/g;
  return [
    basename(path).replace(/(\.test)?\.\w+$/, ''),
    ...Array.from(text.matchAll(declared), ([, name = '']) => name),
  ];
}

/** `createImpactCounter` and `impact-counter` have the words `impact` and `counter`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
}

const TERM_OF = new Map(Object.entries(TERMS).flatMap(([term, words]) => words.map((word) => [word, term])));

const WRITTEN = /\.(tsx?|md|yaml|sql|css)$/;

// What has been released stays as it was, and what is generated has the words of the contract.
const LEFT_OUT =
  /CHANGELOG|^pnpm-lock|\/(fixtures|generated|migrations|baselines|released)\/|^docs\/upgrading\.md|schema-10|^tooling\/rooms\/.*names/;
