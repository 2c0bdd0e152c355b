import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { DEFAULT_COMMAND, type DocumentOptions, readContract, readDocument } from './contract.ts';
import { diffFolder, findMissing, writeFolder, writeMissing } from './folder.ts';
import { type Generated, generateApi, generateReceiver, generateTypes } from './generate.ts';
import type { OutputFile } from './output.ts';
import { ContractError } from './schema.ts';
import { readSettings, SETTINGS_FILE, type Settings } from './settings.ts';

/** Where the program writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

// 70 is `EX_SOFTWARE` of sysexits.h: a bug must not look like stale files or like a mistake of the user.
const EXIT = { done: 0, stale: 1, usage: 2, bug: 70 } as const;

interface Options {
  readonly types?: string;
  readonly receiver?: string;
  readonly handlers?: string;
  readonly api?: string;
  readonly check?: boolean;
  readonly overlay?: readonly string[];
  readonly network?: boolean;
  readonly command?: string;
  readonly config?: string;
}

/**
 * Runs `codegen`.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function run(args: readonly string[], output: Output): Promise<number> {
  let code: number = EXIT.done;
  try {
    const program = new Command('codegen').exitOverride();
    program
      .command('generate')
      .exitOverride()
      .description(
        'Generates code from an OpenAPI 3.1 document with `webhooks` or, with --api, with `paths`.',
      )
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
      .addHelpText('after', EXIT_CODES)
      .action(async (argument: string | undefined, options: Options, command: Command) => {
        const settings = await settingsFor(options, argument);
        const file = settings.document;
        if (file === undefined) return command.error("error: missing required argument 'openapi.yaml'");
        if (!(settings.types ?? settings.receiver ?? settings.api))
          command.error('error: nothing to generate: expected --types, --receiver or --api');
        const folders = await plan(file, settings, output);
        code = options.check ? await check(folders, settings, output) : await write(folders, output);
      });
    for (const command of [program, ...program.commands])
      command
        .configureOutput({ writeOut: output.out, writeErr: output.err })
        .showHelpAfterError('(run with --help for usage)');
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (error instanceof ContractError) {
      output.err(`${error.message}\n`);
      return EXIT.usage;
    }
    output.err(`This is a bug in codegen.\n${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.bug;
  }
}

const EXIT_CODES = `
Exit codes: 0 done or up to date, 1 stale, 2 wrong usage or a contract that cannot be used, 70 a bug in codegen.`;

/** A folder, the files it has to hold, and whether existing files are kept. */
interface Folder {
  readonly folder: string;
  readonly files: readonly OutputFile[];
  readonly keepExisting: boolean;
}

/** The settings of the file, if there is one, and those of the command line, which come first. */
async function settingsFor(options: Options, document: string | undefined): Promise<Settings> {
  const { config, overlay, types, receiver, handlers, api, network, command } = options;
  const found =
    config === undefined && !existsSync(SETTINGS_FILE) ? {} : await readSettings(config ?? SETTINGS_FILE);
  return {
    ...found,
    ...(document !== undefined && { document }),
    ...(types !== undefined && { types }),
    ...(receiver !== undefined && { receiver }),
    ...(handlers !== undefined && { handlers }),
    ...(api !== undefined && { api }),
    ...(overlay !== undefined && { overlays: overlay }),
    ...(network !== undefined && { network }),
    ...(command !== undefined && { command }),
  };
}

async function plan(file: string, options: Settings, { err }: Output): Promise<Folder[]> {
  const folders: Folder[] = [];
  const add = (folder: string, { files, warnings }: Generated, keepExisting = false) => {
    for (const warning of warnings) err(`warning: ${warning}\n`);
    folders.push({ folder, files, keepExisting });
  };
  const { overlays = [], network = false, tolerance = {} } = options;
  const reading = { overlays, network, tolerance, ...namesOf(file, options) };
  if (options.api) add(options.api, await generateApi(await readDocument(file, reading)));
  if (!options.types && !options.receiver) return folders;

  const contract = await readContract(file, reading);
  for (const warning of contract.warnings) err(`warning: ${warning}\n`);
  if (options.types) add(options.types, await generateTypes(contract));
  if (options.receiver) {
    const handlers = options.handlers && relative(options.receiver, options.handlers).replaceAll('\\', '/');
    add(options.receiver, await generateReceiver(contract, handlers));
  }
  if (options.handlers) {
    const { handlers: folder } = options;
    const { handlerScaffold } = await import('./receiver/handlers.ts');
    const { orphanedHandlers } = await import('./receiver/orphaned-handlers.ts');
    const files = contract.webhooks.map((webhook) => handlerScaffold(webhook, folder));
    add(folder, { files, warnings: await orphanedHandlers(contract, folder) }, true);
  }
  return folders;
}

/** What the first line of generated files says. It must be the same wherever the project is. */
function namesOf(file: string, { folder = '.', command }: Settings): DocumentOptions {
  const path = relative(folder, resolve(file));
  return {
    ...(command !== undefined && { command }),
    // Of a document outside of the project only its folder is named, too.
    ...(!path.startsWith('..') && !isAbsolute(path) && { source: path.replaceAll('\\', '/') }),
  };
}

async function write(folders: readonly Folder[], { out }: Output): Promise<number> {
  for (const { folder, files, keepExisting } of folders) {
    const written = keepExisting ? await writeMissing(folder, files) : await writeFolder(folder, files);
    for (const path of written) out(`${path}\n`);
    if (written.length === 0) out(`${folder}: up to date (${files.length} files)\n`);
  }
  return EXIT.done;
}

async function check(
  folders: readonly Folder[],
  { command = DEFAULT_COMMAND }: Settings,
  { out, err }: Output,
): Promise<number> {
  const reports: string[] = [];
  for (const { folder, files, keepExisting } of folders) {
    if (keepExisting)
      reports.push(...(await findMissing(folder, files)).map(({ path }) => `missing: ${folder}/${path}\n`));
    else reports.push(await diffFolder(folder, files));
  }
  const stale = reports.filter(Boolean);
  if (stale.length === 0) {
    out('Generated files match the contract.\n');
    return EXIT.done;
  }
  err(`${stale.join('\n')}\n`);
  err(`Generated files do not match the contract. Run \`${command}\` and commit the result.\n`);
  return EXIT.stale;
}
