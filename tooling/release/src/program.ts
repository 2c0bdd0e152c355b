import { ContractError } from '@partner-webhooks/codegen';
import { Command, CommanderError } from 'commander';
import { ReleaseError } from './contracts.ts';

const EXIT = { fits: 0, doesNotFit: 1, failed: 2 } as const;

/** A program without arguments. */
export interface Program {
  readonly name: string;
  readonly description: string;
  /** What the exit codes mean, as a line of the help. */
  readonly exitCodes: string;
  /** @returns whether version and changesets fit. */
  readonly run: () => Promise<boolean>;
}

/**
 * Runs a program with the arguments of this process.
 *
 * @returns the exit code: 0 it fits, 1 it does not fit, 2 wrong usage or a contract that cannot be compared.
 */
export async function runProgram({ name, description, exitCodes, run }: Program): Promise<number> {
  let code: number = EXIT.fits;
  const command = new Command(name)
    .description(description)
    .addHelpText('after', `\n${exitCodes}`)
    .showHelpAfterError('(run with --help for usage)')
    .exitOverride()
    .action(async () => {
      code = (await run()) ? EXIT.fits : EXIT.doesNotFit;
    });
  try {
    await command.parseAsync();
    return code;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fits : EXIT.failed;
    if (!(error instanceof ReleaseError || error instanceof ContractError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
}
