import type { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { sanitize, type Terminal } from './terminal.ts';

interface FromOption {
  readonly from?: string;
}

/** Adds the commands that open the file of an inbox, with or without a running receiver. */
export function addFileCommands(inbox: Command, terminal: Terminal): void {
  const pathOf = (option?: string) => option ?? fileOf(terminal);
  const from = ['--from <file>', 'the file of the inbox (default: the one in DATABASE_URL)'] as const;

  inbox
    .command('backup <target>')
    .description('copy the inbox to a new file and check the copy; the receiver may run')
    .option(...from)
    .action(async (target: string, options: FromOption) => {
      const { backUp } = await loadInbox();
      const { notifications, bytes } = attempt(() => backUp(pathOf(options.from), target));
      await terminal.out(`${target}: ${notifications} notifications, ${bytes} bytes\n`);
    });

  inbox
    .command('check [file]')
    .description('read the whole file of the inbox and show its faults; the receiver may run')
    .option('--json', 'as JSON')
    .action(async (file: string | undefined, { json }: { json?: boolean }) => {
      const { checkFile } = await loadInbox();
      const report = attempt(() => checkFile(pathOf(file)));
      const { notifications, faults } = report;
      const lines = [`${notifications} notifications can be read, ${faults.length} faults`, ...faults];
      await terminal.out(json ? `${JSON.stringify(report)}\n` : `${lines.map(sanitize).join('\n')}\n`);
      if (faults.length > 0) throw new CommandError('The file has faults.', EXIT.failed);
    });

  inbox
    .command('salvage <target>')
    .description('copy what can be read of a damaged inbox to a new file; the receiver must not run')
    .option(...from)
    .action(async (target: string, options: FromOption) => {
      const { salvage } = await loadInbox();
      const { notifications, faults } = attempt(() => salvage(pathOf(options.from), target));
      const lines = [
        `${target}: ${notifications} notifications; ${faults.length} faults`,
        ...faults.map((fault) => `not copied: ${fault}`),
      ];
      await terminal.out(`${lines.map(sanitize).join('\n')}\n`);
    });
}

/** Loads the inbox for the commands that open its file, so that the others start sooner. */
const loadInbox = () => import('@partner-webhooks/inbox');

/** The file in which the receiver stores its inbox. @throws CommandError if it stores it on a server. */
export function fileOf({ environment: { DATABASE_URL = 'file:./data/inbox.db' } }: Terminal): string {
  if (/^postgres(ql)?:/i.test(DATABASE_URL))
    throw new CommandError(
      'DATABASE_URL names a PostgreSQL database, and this command reads a SQLite file: use pg_dump, or --from <file>',
      EXIT.usage,
    );
  return DATABASE_URL.replace(/^file:/, '');
}

function attempt<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    throw new CommandError((cause as Error).message, EXIT.failed, { cause });
  }
}
