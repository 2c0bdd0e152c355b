import { type Command, Option } from 'commander';
import { DEFAULT_COMMAND } from './contract.ts';
import { SETTINGS_FILE } from './settings.ts';

/** The options of all commands. */
export interface Options {
  readonly types?: string;
  readonly receiver?: string;
  readonly handlers?: string;
  readonly api?: string;
  readonly check?: boolean;
  readonly watch?: boolean;
  readonly overlay?: readonly string[];
  readonly network?: boolean;
  readonly command?: string;
  readonly config?: string;
}

/** `codegen init`, without its action. */
export function initCommand(program: Command): Command {
  return program
    .command('init')
    .description(
      'Sets up a project for a document in this folder: settings, overlay, scripts, a first receiver.',
    )
    .argument('<openapi.yaml>', 'the root document, YAML or JSON')
    .option('--network', 'download a document that is on the network; otherwise it is refused')
    .addHelpText('after', '\nFiles that exist are kept, so the command can be repeated.');
}

/** `codegen generate`, without its action. */
export function generateCommand(program: Command): Command {
  return program
    .command('generate')
    .description('Generates code from an OpenAPI 3.1 document with `webhooks` or, with --api, with `paths`.')
    .argument('[openapi.yaml]', 'the root document, YAML or JSON; without it, that of the settings')
    .option('--config <file>', `a file with settings (default: ${SETTINGS_FILE}, if there is one)`)
    .option('--types <folder>', 'write types, event registry, validators and the bundled contract')
    .option(
      '--receiver <folder>',
      "write the receiver's definition and, with --handlers, its table of handlers",
    )
    .option(
      '--handlers <folder>',
      'write a first draft of each handler that is missing; never overwrites one',
    )
    .option('--api <folder>', 'write types and the bundled document of an API described under `paths`')
    .option(
      '--overlay <file...>',
      'apply overlay documents (OpenAPI Overlay 1.0) to the document, in this order',
    )
    .option('--network', 'follow references to `http:` and `https:`; otherwise they are refused')
    .option(
      '--command <command>',
      `the command that the first line of generated files names (default: ${DEFAULT_COMMAND})`,
    )
    .option('--check', 'write nothing; print the differences of stale files and exit with 1')
    .addOption(
      new Option(
        '--watch',
        'generate after each change of the document, an overlay or the settings, until Ctrl+C',
      ).conflicts('check'),
    )
    .addHelpText('after', EXIT_CODES);
}

const EXIT_CODES = `
Exit codes: 0 done or up to date, 1 stale, 2 wrong usage or a contract that cannot be used, 70 a bug in codegen.`;

/** What the usage of the program ends with. */
export const HELP = `
Begin with \`codegen init <openapi.yaml>\`, then run \`codegen generate\`.
${EXIT_CODES}`;
