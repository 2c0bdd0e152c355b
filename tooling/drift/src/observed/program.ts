import { basename, relative, sep } from 'node:path';
import {
  AdminApiError,
  type AdminApiFailure,
  type ConnectionSettings,
} from '@partner-webhooks/admin-api/client';
import { Command, CommanderError } from 'commander';
import { DraftError } from '../draft/change.ts';
import { checklist } from '../draft/checklist.ts';
import { type DraftedFile, patchOf, writeDraft } from '../draft/drafted-file.ts';
import { draftObserved } from './draft-observed.ts';
import { InputError, openSource, type SourceOptions } from './source.ts';

/** What the program reads and where it writes. */
export interface ProgramEnvironment extends ConnectionSettings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

const EXIT_OF: Readonly<Record<AdminApiFailure, number>> = {
  settings: EXIT.usage,
  rejected: EXIT.failed,
  unauthorized: EXIT.unreachable,
  unreachable: EXIT.unreachable,
};

interface Options extends SourceOptions {
  readonly write?: boolean;
  readonly contract: string;
}

/**
 * Runs `drift:observed`.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function run(args: readonly string[], environment: ProgramEnvironment): Promise<number> {
  const command = new Command('drift:observed')
    .description('Drafts changes of the contract from what a receiver has observed.')
    .option('--write', 'edit the files of the contract; without it, print a diff for `git apply`')
    .option('--contract <folder>', 'the folder of the contract', 'openapi')
    .option(
      '--observations <file>',
      'read observations from this file instead of the admin API: `partner-webhooks observations --json` writes it',
    )
    .option(
      '--notifications <file>',
      'with --observations: notifications that show the types of new properties: `partner-webhooks inbox export` writes it',
    )
    .action((options: Options) => draftChanges(options, environment))
    .configureOutput({ writeOut: environment.out, writeErr: environment.err })
    .exitOverride()
    .addHelpText('after', ENVIRONMENT_HELP);
  try {
    await command.parseAsync(args, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    environment.err(`${(error as Error).message}\n`);
    return code;
  }
}

const ENVIRONMENT_HELP = `
Environment:
  ADMIN_URL     the admin listener of the receiver (default: http://127.0.0.1:9090)
  ADMIN_TOKEN   its token (default: the one in data/admin-token)

Exit codes: 0 drafted or nothing to draft, 1 the contract cannot be read or written, 2 wrong usage, 3 the receiver cannot be reached.`;

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof AdminApiError) return EXIT_OF[error.failure];
  if (error instanceof DraftError) return EXIT.failed;
  return error instanceof InputError ? EXIT.usage : undefined;
}

async function draftChanges(options: Options, environment: ProgramEnvironment): Promise<void> {
  const { contract: folder, write } = options;
  const { files, leftOut } = await draftObserved(await openSource(options, environment), folder);
  for (const { eventType, pointer, reason } of leftOut)
    environment.err(sanitize(`${eventType} ${pointer}: left out: ${reason}\n`));
  if (files.length === 0) {
    environment.err(
      leftOut.length === 0
        ? `Nothing to draft: the contract in ${folder} already has all that was observed.\n`
        : `Nothing drafted: ${leftOut.length} observed ${leftOut.length === 1 ? 'property or value is' : 'properties and values are'} left out, see above. The contract in ${folder} has the rest.\n`,
    );
    return;
  }
  if (write) {
    await writeDraft(folder, files);
    environment.err(files.map(writtenLine).join(''));
    const todos = await checklist(folder);
    environment.err(`Drafted. To do by hand:\n`);
    environment.err(
      todos.map((todo) => `  [ ] ${folder}/${todo.file}:${todo.line}  ${todo.text}\n`).join(''),
    );
  } else {
    environment.out(patchOf(files, folderInPatch(folder)));
    environment.err('Drafted. ');
  }
  environment.err('Describe what is new, remove the marks `x-draft`, and run `pnpm generate`.\n');
}

function writtenLine({ path, before }: DraftedFile): string {
  return `${before === undefined ? 'new' : 'changed'}: ${path}\n`;
}

/** Paths in a diff are relative to the working directory; of a folder outside of it, to the folder that holds it. */
function folderInPatch(folder: string): string {
  const path = relative('.', folder);
  return path.startsWith('..') ? basename(folder) : path.replaceAll(sep, '/');
}

/** Replaces control characters: what senders wrote may hold sequences that change the terminal. */
function sanitize(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
