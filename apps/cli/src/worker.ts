import { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** `partner-webhooks worker`. */
export function workerCommand(terminal: Terminal): Command {
  return new Command('worker')
    .description('handle what receivers store in the same PostgreSQL database, and receive nothing')
    .addHelpText('after', HELP)
    .action(async () => {
      await terminal.startReceiver({ RECEIVE: 'off', HANDLERS: 'on' });
    });
}

const HELP = `
It has the settings of a receiver, from the environment: DATABASE_URL, HANDLER_CONCURRENCY and so on. It runs until
SIGTERM. Receivers that only receive have HANDLERS=off.
`;
