import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { ContractError } from '@partner-webhooks/codegen';
import { Command, CommanderError } from 'commander';
import { DraftError } from '../draft/change.ts';
import { type Drafted, draft } from '../draft/draft.ts';
import { writeDraft } from '../draft/drafted-file.ts';
import {
  type Acknowledgement,
  AcknowledgementError,
  acknowledge,
  outdated,
  readAcknowledgements,
} from './acknowledged.ts';
import { compare } from './compare/compare.ts';
import { type ContractDescription, openContract } from './contract.ts';
import type { Difference } from './difference.ts';
import { nextSteps } from './next-steps.ts';
import { UnreadableError } from './published.ts';
import { annotations, jsonReport, type Reported, textReport } from './report.ts';
import { fetchSource, readPublication } from './source.ts';
import { toContractChanges } from './to-contract-changes.ts';

/** What the program reads and where it writes. */
export interface ProgramEnvironment {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that paths on the command line are relative to. */
  readonly folder: string;
  readonly resolvePath: (folder: string, path: string) => string;
  readonly now: () => Date;
}

const EXIT = { same: 0, drift: 1, unreadable: 2 } as const;

interface Options {
  readonly json?: boolean;
  readonly annotations?: boolean;
  readonly write?: boolean;
  readonly contract: string;
  readonly acknowledged: string;
}

/**
 * Runs `drift:upstream`.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function run(args: readonly string[], programEnvironment: ProgramEnvironment): Promise<number> {
  const { out, err } = programEnvironment;
  let code: number = EXIT.same;
  const command = new Command('drift:upstream')
    .description('Compares what the platform publishes with the contract.')
    .argument(
      '<file or URL...>',
      'an OpenAPI document, Markdown with OpenAPI documents, or the page as HTML or text',
    )
    .option('--json', 'print one JSON object per source')
    .option('--annotations', 'print annotations for GitHub (default if GITHUB_ACTIONS is true)')
    .option('--write', 'draft additions in the files of the contract')
    .option('--contract <folder>', 'the folder of the contract', 'openapi')
    .option(
      '--acknowledged <file>',
      'the differences that a person has acknowledged',
      'drift.acknowledged.yaml',
    )
    .action(async (sources: readonly string[], options: Options) => {
      code = await checkAll(sources, options, programEnvironment);
    })
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 no drift, 1 drift, 2 wrong usage, a source of which a part cannot be read, or a contract that cannot be written',
    );
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.same : EXIT.unreadable;
    if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
    const { message } = error as Error;
    err(`${message}\n`);
    return EXIT.unreadable;
  }
}

// Their messages say what to do.
const EXPECTED = [ContractError, AcknowledgementError, DraftError];

interface Run extends ProgramEnvironment {
  readonly options: Options;
  readonly contract: ContractDescription;
  readonly acknowledgements: readonly Acknowledgement[];
  readonly today: string;
  /** All differences so far, acknowledged or not. */
  readonly occurring: Difference[];
}

async function checkAll(
  sources: readonly string[],
  options: Options,
  programEnvironment: ProgramEnvironment,
): Promise<number> {
  const { folder, resolvePath, now, err } = programEnvironment;
  const run: Run = {
    ...programEnvironment,
    options,
    contract: await openContract(resolvePath(folder, options.contract)),
    acknowledgements: await acknowledgementsIn(
      resolvePath(folder, options.acknowledged),
      options.acknowledged,
    ),
    today: now().toISOString().slice(0, 10),
    occurring: [],
  };
  let code: number = EXIT.same;
  for (const source of sources) code = Math.max(code, await check(source, run));
  const old = outdated(run.acknowledgements, run.occurring, { file: options.acknowledged, today: run.today });
  for (const line of old) err(`${line}\n`);
  // Without the whole source it is not known what still occurs.
  return code === EXIT.same && old.length > 0 ? EXIT.drift : code;
}

async function acknowledgementsIn(file: string, name: string): Promise<Acknowledgement[]> {
  return existsSync(file) ? readAcknowledgements(await readFile(file, 'utf8'), name) : [];
}

async function check(source: string, run: Run): Promise<number> {
  const { out, err, environment, options, folder, resolvePath } = run;
  const contractFolder = resolvePath(folder, options.contract);
  let reported: Reported;
  let drafted: Drafted;
  try {
    const location = /^https?:\/\//.test(source) ? source : resolvePath(folder, source);
    const publication = readPublication(await fetchSource(location));
    const comparison = compare(publication, run.contract);
    run.occurring.push(...comparison.differences);
    const { acknowledged, others } = acknowledge(comparison.differences, run.acknowledgements, run.today);
    const { changes, leftOut } = toContractChanges(others);
    drafted = await draft(contractFolder, changes);
    reported = {
      source,
      form: publication.form,
      ...comparison,
      differences: others,
      acknowledged,
      leftOut: [...leftOut, ...drafted.leftOut],
    };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    err(`${source}: ${error.message}\n`);
    return EXIT.unreadable;
  }
  out(options.json ? jsonReport(reported) : textReport(reported));
  if (options.annotations || environment['GITHUB_ACTIONS'] === 'true') err(annotations(reported));
  if (options.write) {
    await writeDraft(contractFolder, drafted.files);
    err(await nextSteps(contractFolder, options.contract, reported.differences));
  }
  if (reported.unread.length > 0) return EXIT.unreadable;
  return reported.differences.length === 0 ? EXIT.same : EXIT.drift;
}
