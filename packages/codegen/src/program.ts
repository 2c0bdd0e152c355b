import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { generateCommand, HELP, initCommand, type Options } from './commands.ts';
import {
  checkPlan,
  type Output,
  type ProjectSettings,
  planProject,
  writePlan,
} from './project/generate-project.ts';
import { ContractError } from './schema.ts';
import { readSettings, SETTINGS_FILE, type Settings } from './settings.ts';

// 70 is `EX_SOFTWARE` of sysexits.h: a bug must not look like stale files or like a mistake of the user.
const EXIT = { done: 0, stale: 1, usage: 2, bug: 70 } as const;

/**
 * Runs `codegen`.
 *
 * @param args the arguments after the name of the program.
 * @param signal ends `--watch`; without it, SIGINT and SIGTERM do.
 * @returns the exit code.
 */
export async function run(args: readonly string[], output: Output, signal?: AbortSignal): Promise<number> {
  let code: number = EXIT.done;
  try {
    const program = new Command('codegen')
      .exitOverride()
      .description(
        'Generates types, validators and an event registry from an OpenAPI 3.1 document with webhooks.',
      )
      .version(await version(), '-v, --version', 'print the version')
      .helpOption('-h, --help', 'print the usage')
      .addHelpText('after', HELP);
    initCommand(program).action(async (document: string, { network }: Options) => {
      const { initProject } = await import('./init/init.ts');
      const isReady = await initProject({ document, network: network === true, folder: '.' }, output);
      code = isReady ? EXIT.done : EXIT.usage;
    });
    generateCommand(program).action(
      async (argument: string | undefined, options: Options, command: Command) => {
        if (options.watch) return watch(options, argument, command, output, signal ?? interruption());
        const found = projectSettings(await settingsFor(options, argument), command);
        const plan = await planProject(found, output);
        if (!options.check) await writePlan(plan, output);
        else if (!(await checkPlan(plan, found, output))) code = EXIT.stale;
      },
    );
    for (const command of [program, ...program.commands])
      command
        .exitOverride()
        .configureOutput({ writeOut: output.out, writeErr: output.err })
        .showHelpAfterError('(run with --help for usage)');
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, output);
  }
}

async function version(): Promise<string> {
  // From `src/` as well as from `dist/`.
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String(JSON.parse(manifest).version);
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

/** @throws CommanderError if they do not say what is generated from what. */
function projectSettings(settings: Settings, command: Command): ProjectSettings {
  const { document } = settings;
  if (document === undefined) return command.error("error: missing required argument 'openapi.yaml'");
  if (!(settings.types ?? settings.receiver ?? settings.api))
    command.error('error: nothing to generate: expected --types, --receiver or --api');
  return { ...settings, document };
}

async function watch(
  options: Options,
  argument: string | undefined,
  command: Command,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { watchFiles } = await import('./project/watch.ts');
  const settings = async () => projectSettings(await settingsFor(options, argument), command);
  try {
    await settings();
  } catch (error) {
    // What the settings do not say, no change of a document will.
    if (error instanceof CommanderError) throw error;
  }
  const watched = {
    always: [resolve(options.config ?? SETTINGS_FILE)],
    roots: async () => {
      const { document, overlays = [] } = await settingsFor(options, argument);
      return [...(document === undefined ? [] : [document]), ...overlays];
    },
    run: async () => {
      try {
        const plan = await planProject(await settings(), output);
        await writePlan(plan, output);
        return plan.sources;
      } catch (error) {
        report(error, output);
        return undefined;
      }
    },
  };
  await watchFiles(watched, output, signal);
}

/** Ends at the first signal; the second one ends the process at once, because nothing handles it any more. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** Says what went wrong. @returns the exit code. */
function report(error: unknown, output: Output): number {
  // Commander has written its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof ContractError) {
    output.err(`${error.message}\n`);
    return EXIT.usage;
  }
  if (isSystemError(error)) {
    output.err(`${error.path ?? error.syscall}: cannot be read or written: ${error.message}\n`);
    return EXIT.usage;
  }
  output.err(`This is a bug in codegen.\n${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.bug;
}

/** Whether the operating system refused something: a folder that must not be written, a full disk. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly syscall: string } {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.syscall === 'string';
}
