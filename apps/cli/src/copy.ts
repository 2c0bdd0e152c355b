import type { Command } from 'commander';
import type { CopyOptions } from './run-copy.ts';
import type { Terminal } from './terminal.ts';

/** Adds `inbox copy`. */
export function addCopyCommand(inbox: Command, terminal: Terminal): void {
  inbox
    .command('copy')
    .description(
      'copy the inbox to an empty PostgreSQL database, and compare both; the receiver must not run',
    )
    .requiredOption('--to <url>', 'postgres://user@host/database; its password is not part of it')
    .option('--from <file>', 'the file of the inbox (default: the one in DATABASE_URL)')
    .option(
      '--prepare',
      'copy what is there while the receiver runs; run it again without this option when it has stopped',
    )
    .option('--json', 'the result as JSON')
    .action(async (options: CopyOptions) => {
      // Loaded by this command, with the inbox, so that the others start sooner.
      const { runCopy } = await import('./run-copy.ts');
      await runCopy(terminal, options);
    });
}
