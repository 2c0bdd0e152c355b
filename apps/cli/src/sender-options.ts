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

/** The options of a command that sends. */
export interface SenderOptions {
  readonly url: string;
  readonly retry?: boolean;
}

/** Adds the options for the receiver. The API key is not among them: other users of the machine can see command lines. */
export function addSenderOptions(command: Command): Command {
  return command
    .option('--url <url>', 'the base URL of the receiver', httpUrl, 'http://localhost:8080')
    .option(
      '--retry',
      'retry with backoff if the receiver cannot be reached or responds 408, 429, 500, 502, 503 or 504',
    );
}

/**
 * Runs a function with a sender, and closes the sender afterwards.
 *
 * @throws CommandError if there is no API key.
 */
export async function withSender<Result>(
  terminal: Terminal,
  { url, retry = false }: SenderOptions,
  connections: number,
  use: (sender: Sender) => Promise<Result>,
): Promise<Result> {
  const sender = await createSender({
    url,
    connections,
    timeoutMs: RESPONSE_TIMEOUT_MS,
    ...(await credentials(terminal)),
  });
  try {
    return await use(retry ? withRetries(sender, DEFAULT_RETRY, terminal) : sender);
  } finally {
    await sender.close();
  }
}

const RESPONSE_TIMEOUT_MS = 30_000;

async function credentials({
  environment,
  readFile,
}: Terminal): Promise<Pick<Target, 'apiKey' | 'apiKeyHeader'>> {
  const { API_KEY, API_KEYS, API_KEY_HEADER = 'api-key' } = environment;
  const apiKey = API_KEY ?? API_KEYS?.split(',')[0]?.trim() ?? (await readFile(GENERATED_KEY_FILE))?.trim();
  if (!apiKey)
    throw new CommandError(
      `No API key: set API_KEY, or run this in the folder where a receiver has written ${GENERATED_KEY_FILE}.`,
      EXIT.usage,
    );
  return { apiKey, apiKeyHeader: API_KEY_HEADER.toLowerCase() };
}

const GENERATED_KEY_FILE = 'data/api-key';

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('Expected a URL such as http://localhost:8080.');
  return text;
}
