import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@partner-webhooks/simulator';
import {
  type StartedReceiver as BuiltReceiver,
  startReceiver as startBuilt,
} from '@partner-webhooks/test-receiver';
import { run } from '../src/program.ts';
import type { Terminal } from '../src/terminal.ts';

/** The receiver as it is built, with the command line as its client. */
export interface StartedReceiver extends BuiltReceiver {
  /** How many notifications are in the inbox. */
  readonly received: () => Promise<number>;
  /** Runs `partner-webhooks` with these arguments. */
  readonly cli: (...args: string[]) => Promise<Outcome>;
}

/** What a command wrote and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Starts a receiver. By default handlers are off: all notifications stay pending, so only the test changes the inbox.
 */
export async function startReceiver(handlers: 'on' | 'off' = 'off'): Promise<StartedReceiver> {
  const receiver = await startBuilt(handlers);
  const cli = (...args: string[]) => runCli(args, receiver.environment);
  return {
    ...receiver,
    cli,
    async received() {
      const counts = JSON.parse((await cli('statistics', '--json')).out);
      return counts.pending + counts.handling + counts.handled + counts.dead + counts.discarded;
    },
  };
}

let shared: Promise<StartedReceiver> | undefined;

/**
 * A receiver that all files of this process share, with handlers off. It ends with the process. Others have sent to it too: a test
 * looks for its own subjects. What other files have left in quarantine, in whichever order they run, is discarded.
 */
export async function sharedReceiver(): Promise<StartedReceiver> {
  shared ??= startReceiver();
  const receiver = await shared;
  await receiver.cli('quarantine', 'discard', '--all', '--yes', '--reason', 'left by another test');
  return receiver;
}

/** The objects that a command prints as lines of JSON. */
export async function jsonLines(
  receiver: Pick<StartedReceiver, 'cli'>,
  ...args: string[]
): Promise<Record<string, unknown>[]> {
  const options = args.includes('--json') || args[1] === 'export' ? [] : ['--json'];
  const { code, out, err } = await receiver.cli(...args, ...options);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`);
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Runs the program in a process of its own. */
export function runProgram(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ readonly code: unknown; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env: environment }, (error, out, err) => {
      resolve({ code: error ? error.code : 0, out, err });
    });
  });
}

/** The file that the shell runs. */
export const PROGRAM = fileURLToPath(new URL('../bin/partner-webhooks.js', import.meta.url));

/** Runs `partner-webhooks` in this process. */
export async function runCli(
  args: readonly string[],
  environment: Record<string, string>,
  files: Record<string, string> = {},
  more: Partial<Terminal> = {},
): Promise<Outcome> {
  const written = { out: '', err: '' };
  const code = await run(args, {
    environment,
    readFile: async (path) => files[path],
    clock: systemClock,
    random: Math.random,
    startReceiver: async () => {},
    out: async (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    ...more,
  });
  return { code, ...written };
}
