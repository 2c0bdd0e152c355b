import { Command } from 'commander';

/** A command that ends the process with 2 on wrong usage. */
export function createProgram(name: string): Command {
  return new Command(name).exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}
