import { readFileSync } from 'node:fs';
import { AdminApiError, type AdminApiFailure } from '@partner-webhooks/admin-api/client';
import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit.ts';
import { CommandError, EXIT } from './command-error.ts';
import { CANDIDATES, completionCommands } from './completion.ts';
import { addConnectionOptions, environmentWith } from './connection-options.ts';
import { failuresCommand } from './failures.ts';
import { gapsCommand } from './gaps.ts';
import { addHelpCommand } from './help-command.ts';
import { inboxCommand } from './inbox.ts';
import { jobsCommand } from './job.ts';
import { loadCommand } from './load.ts';
import { pauseCommands } from './pauses.ts';
import { quarantineCommand } from './quarantine.ts';
import { receiverCommands } from './receiver.ts';
import { scenarioCommand } from './scenario.ts';
import { sendCommand } from './send.ts';
import type { Terminal } from './terminal.ts';
import { timelineCommand } from './timeline.ts';
import { workerCommand } from './worker.ts';

/**
 * Runs one command.
 *
 * @param args the arguments after the name of the program.
 * @returns the exit code.
 */
export async function run(args: readonly string[], outer: Terminal): Promise<number> {
  let { environment } = outer;
  const terminal: Terminal = {
    ...outer,
    get environment() {
      return environment;
    },
  };
  const program = addConnectionOptions(new Command('partner-webhooks'))
    .version(VERSION, '--version', 'print the version')
    .hook('preAction', async () => {
      environment = await environmentWith(program.opts(), outer);
    })
    .description('Reads and changes the inbox of a receiver, and sends notifications as the platform does.')
    .addHelpText('after', ENVIRONMENT_HELP)
    .addCommand(inboxCommand(terminal))
    .addCommand(quarantineCommand(terminal))
    .addCommand(failuresCommand(terminal))
    .addCommand(timelineCommand(terminal))
    .addCommand(gapsCommand(terminal))
    .addCommand(auditCommand(terminal))
    .addCommand(jobsCommand(terminal));
  for (const command of [...receiverCommands(terminal), ...pauseCommands(terminal)])
    program.addCommand(command);
  program
    .addCommand(sendCommand(terminal))
    .addCommand(scenarioCommand(terminal))
    .addCommand(loadCommand(terminal))
    .addCommand(workerCommand(terminal));
  for (const command of completionCommands(terminal, program))
    program.addCommand(command, { hidden: command.name() === CANDIDATES });
  for (const command of allCommands(program)) addHelpCommand(command);
  for (const command of allCommands(program)) {
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .showHelpAfterError('(run with --help for usage)')
      .configureOutput({ writeOut: (text) => void terminal.out(text), writeErr: terminal.err });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    terminal.err(`${(error as Error).message}\n`);
    return code;
  }
}

/** `undefined` for an error that is a bug of the program. */
function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof CommandError) return error.exitCode;
  return error instanceof AdminApiError ? EXIT_OF[error.failure] : undefined;
}

const EXIT_OF: Readonly<Record<AdminApiFailure, number>> = {
  settings: EXIT.usage,
  rejected: EXIT.failed,
  unauthorized: EXIT.unreachable,
  unreachable: EXIT.unreachable,
};

// The sources and the built files are both one folder below it.
const { version: VERSION }: { version: string } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const ENVIRONMENT_HELP = `
Environment:
  ADMIN_URL     the admin listener of the receiver (default: http://127.0.0.1:9090), also --admin-url
  ADMIN_TOKEN   its token (default: the one in data/admin-token), also --token-file
  DATABASE_URL  the file of the inbox, for backup, check, salvage and copy (default: file:./data/inbox.db)
  DATABASE_PASSWORD_FILE, PGPASSWORD
                the password of the database that copy writes to: a file with it in its first line, or itself
  API_KEY       the key that notifications are sent with (default: the first of API_KEYS, or the one in data/api-key)

Exit codes: 0 done, 1 it cannot be done, 2 wrong usage, 3 the receiver or the database cannot be reached
or refuses the token, 130 ended by Ctrl+C.
`;

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
