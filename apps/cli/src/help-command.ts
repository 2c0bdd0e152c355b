import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';

/**
 * Adds `help [command...]` to a command that has others below it. That of Commander shows the help of the first word alone, does not
 * name a command that it does not know, and is absent below a command that does something itself.
 */
export function addHelpCommand(parent: Command): void {
  if (parent.commands.length === 0) return;
  parent.helpCommand(false);
  const help = new Command('help')
    .argument('[command...]', 'the words of the command')
    .description('display the help of a command')
    .action((words: readonly string[]) => commandAt(parent, words).help());
  parent.addCommand(help);
}

/** @throws CommandError if there is none. */
function commandAt(parent: Command, words: readonly string[]): Command {
  let found = parent;
  for (const word of words) {
    const next = found.commands.find((each) => each.name() === word || each.aliases().includes(word));
    if (!next)
      throw new CommandError(`error: unknown command '${word}'\n(run with --help for usage)`, EXIT.usage);
    found = next;
  }
  return found;
}
