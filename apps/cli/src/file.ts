import { backUp, checkFile, salvage } from '@partner-webhooks/inbox';
import type { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { harmless, type Terminal } from './terminal.ts';

interface FromOption {
  readonly from?: string;
}

/** Adds what works on the file of an inbox itself, with or without a receiver. */
export function addFileCommands(inbox: Command, terminal: Terminal): void {
  const where = (option?: string) => option ?? fileOf(terminal);
  const from = ['--from <file>', 'the file of the inbox (default: the one in DATABASE_URL)'] as const;

  inbox
    .command('backup <target>')
    .description('copy the inbox into a new file, also while the receiver runs, and check the copy')
    .option(...from)
    .action(async (target: string, options: FromOption) => {
      const { notifications, bytes } = tried(() => backUp(where(options.from), target));
      await terminal.out(`${target}: ${notifications} notifications, ${bytes} bytes\n`);
    });

  inbox
    .command('check [file]')
    .description(
      'read everything in the file of the inbox, also while the receiver runs, and show its faults',
    )
    .option('--json', 'as JSON')
    .action(async (file: string | undefined, { json }: { json?: boolean }) => {
      const report = tried(() => checkFile(where(file)));
      const { notifications, faults } = report;
      const lines = [`${notifications} notifications can be read, ${faults.length} faults`, ...faults];
      await terminal.out(json ? `${JSON.stringify(report)}\n` : `${lines.map(harmless).join('\n')}\n`);
      if (faults.length > 0) throw new CommandError('The file has faults.', EXIT.failed);
    });

  inbox
    .command('salvage <target>')
    .description('copy what can be read of a damaged inbox into a new one, while no receiver runs')
    .option(...from)
    .action(async (target: string, options: FromOption) => {
      const { notifications, faults } = tried(() => salvage(where(options.from), target));
      const lines = [
        `${target}: ${notifications} notifications; ${faults.length} faults`,
        ...faults.map((fault) => `not copied: ${fault}`),
      ];
      await terminal.out(`${lines.map(harmless).join('\n')}\n`);
    });
}

/** Where the receiver keeps its inbox. */
function fileOf({ environment: { DATABASE_URL = 'file:./data/inbox.db' } }: Terminal): string {
  return DATABASE_URL.replace(/^file:/, '');
}

function tried<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    throw new CommandError((cause as Error).message, EXIT.failed, { cause });
  }
}
