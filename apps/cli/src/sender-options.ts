import {
  createSender,
  DEFAULT_RETRY,
  type Sender,
  type Target,
  withRetries,
} from '@partner-webhooks/simulator';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import type { Terminal } from './terminal.ts';

/** What a user can say about where notifications go. */
export interface TargetOptions {
  readonly url: string;
  readonly retry?: boolean;
}

/** Adds the options that say where notifications go. A key is not among them: command lines are seen by others. */
export function addTarget(command: Command): Command {
  return command
    .option('--url <url>', 'the receiver', httpUrl, 'http://localhost:8080')
    .option('--retry', 'try again, later each time, where the receiver cannot be reached or asks for it');
}

/**
 * Does something with a sender, and closes it afterwards.
 *
 * @throws CommandError where there is no key.
 */
export async function withSender<Result>(
  terminal: Terminal,
  { url, retry = false }: TargetOptions,
  connections: number,
  use: (sender: Sender) => Promise<Result>,
): Promise<Result> {
  const sender = createSender({
    url,
    connections,
    timeout: ANSWER_TIMEOUT,
    ...(await credentials(terminal)),
  });
  try {
    return await use(retry ? withRetries(sender, DEFAULT_RETRY, terminal) : sender);
  } finally {
    await sender.close();
  }
}

// Milliseconds.
const ANSWER_TIMEOUT = 30_000;

async function credentials({
  environment,
  readFile,
}: Terminal): Promise<Pick<Target, 'apiKey' | 'apiKeyHeader'>> {
  const { API_KEY, API_KEYS, API_KEY_HEADER = 'api-key' } = environment;
  const apiKey = API_KEY ?? API_KEYS?.split(',')[0]?.trim() ?? (await readFile(MADE_UP_KEY))?.trim();
  if (!apiKey)
    throw new CommandError(
      `No key: set API_KEY, or run this where a receiver has left ${MADE_UP_KEY}.`,
      EXIT.usage,
    );
  return { apiKey, apiKeyHeader: API_KEY_HEADER.toLowerCase() };
}

const MADE_UP_KEY = 'data/api-key';

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('Expected an address such as http://localhost:8080.');
  return text;
}
