import { Command, CommanderError } from 'commander';
import { DraftError } from '../draft/change.ts';
import { draft } from '../draft/draft.ts';
import { writeDraft } from '../draft/drafted-file.ts';
import { toContractChanges } from './changes.ts';
import { compare } from './compare.ts';
import { UnreadableError } from './published.ts';
import { annotations, jsonReport, type Reported, textReport } from './report.ts';
import { fetchSource, readPublication } from './source.ts';

/** What the program is run with. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What paths given on the command line are relative to. */
  readonly folder: string;
  readonly resolvePath: (folder: string, path: string) => string;
}

/** How it ends. */
const EXIT = { same: 0, drift: 1, unreadable: 2 } as const;

interface Options {
  readonly json?: boolean;
  readonly annotations?: boolean;
  readonly write?: boolean;
  readonly contract: string;
}

/** Runs `drift:upstream`. @returns the exit code. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  let code: number = EXIT.same;
  const command = new Command('drift:upstream')
    .description('compare what the platform publishes with the contract')
    .argument('<file or URL...>', 'OpenAPI, Markdown with OpenAPI in it, or the page as HTML or text')
    .option('--json', 'one JSON object a source')
    .option('--annotations', 'annotations for GitHub (also where GITHUB_ACTIONS is set)')
    .option('--write', 'draft what is new in the files of the contract')
    .option('--contract <folder>', 'where the contract is', 'openapi')
    .action(async (sources: readonly string[], options: Options) => {
      for (const source of sources) code = Math.max(code, await check(source, options, surroundings));
    })
    .configureOutput({ writeOut: surroundings.out, writeErr: surroundings.err })
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 no drift, 1 drift, 2 something cannot be read');
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.same : EXIT.unreadable;
    throw error;
  }
}

async function check(source: string, options: Options, surroundings: Surroundings): Promise<number> {
  const { out, err, environment } = surroundings;
  let reported: Reported;
  try {
    const place = /^https?:\/\//.test(source)
      ? source
      : surroundings.resolvePath(surroundings.folder, source);
    const publication = readPublication(await fetchSource(place));
    reported = { source, form: publication.form, ...compare(publication) };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    err(`${source}: ${error.message}\n`);
    return EXIT.unreadable;
  }
  out(options.json ? jsonReport(reported) : textReport(reported));
  if (options.annotations || environment['GITHUB_ACTIONS'] === 'true') err(annotations(reported));
  if (options.write) await write(reported, options, surroundings);
  return reported.differences.length === 0 ? EXIT.same : EXIT.drift;
}

async function write(
  { differences }: Reported,
  { contract }: Options,
  { err, folder, resolvePath }: Surroundings,
): Promise<void> {
  const place = resolvePath(folder, contract);
  // One by one, so that what cannot be drafted keeps nothing else from being drafted.
  let drafted = 0;
  for (const change of toContractChanges(differences)) {
    try {
      const files = await draft(place, [change]);
      await writeDraft(place, files);
      drafted += files.length;
      err(files.map(({ path, before }) => `${before === undefined ? 'new' : 'changed'}: ${path}\n`).join(''));
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      err(`left out: ${error.message}\n`);
    }
  }
  err(
    drafted === 0
      ? 'Nothing to draft: what differs is for a person to decide on.\n'
      : 'Drafted. Describe what is new, remove the marks `x-draft`, and run `pnpm generate`.\n',
  );
}
