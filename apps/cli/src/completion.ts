import { Argument, Command } from 'commander';
import { candidatesFor } from './completion-candidates.ts';
import { SCRIPTS } from './completion-scripts.ts';
import type { Terminal } from './terminal.ts';

/**
 * `partner-webhooks completion`, and the command that the scripts ask for candidates. It follows the tree of commands, so that a
 * script that was installed earlier knows new commands too.
 */
export function completionCommands(terminal: Terminal, program: Command): Command[] {
  return [
    new Command('completion')
      .description('print a script that completes commands, options and event types in a shell')
      .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
      .addHelpText('after', HELP)
      .action((shell: string) => terminal.out(SCRIPTS[shell] ?? '')),

    new Command(CANDIDATES)
      .argument('[words...]', 'the words up to the cursor; the last one is being written')
      .action(async (words: readonly string[]) => {
        const { words: found, files } = await candidatesFor(program, words);
        const lines = found.map(({ value, description = '' }) => `${value}\t${description}\n`);
        await terminal.out(lines.join('') + (files ? `${FILES}\n` : ''));
      }),
  ];
}

/** The command that the scripts call. */
export const CANDIDATES = '__complete';

/** The line that stands for the names of files. */
const FILES = ':files';

const HELP = `
bash  partner-webhooks completion bash > ~/.local/share/bash-completion/completions/partner-webhooks
zsh   partner-webhooks completion zsh > "\${fpath[1]}/_partner-webhooks"
fish  partner-webhooks completion fish > ~/.config/fish/completions/partner-webhooks.fish

Or for this shell only: source <(partner-webhooks completion bash).
`;
