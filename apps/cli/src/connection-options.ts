import { type Command, InvalidArgumentError, Option } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import type { Terminal } from './terminal.ts';

interface ConnectionOptions {
  readonly adminUrl?: string;
  readonly token?: string;
  readonly tokenFile?: string;
}

/** Adds the options that name a receiver and its token. They may stand before or after the name of a command. */
export function addConnectionOptions(program: Command): Command {
  return program
    .addOption(
      new Option('--admin-url <url>', 'the admin listener of the receiver; replaces ADMIN_URL').argParser(
        httpUrl,
      ),
    )
    .addOption(
      new Option('--token-file <file>', 'a file with the admin token in its first line').conflicts('token'),
    )
    .option(
      '--token <token>',
      'the admin token; the list of processes and the history of the shell show it, so prefer --token-file',
    );
}

/**
 * The environment in which a command runs: that of the process, in which the options replace variables.
 *
 * @throws CommandError if the file of the token is missing or empty.
 */
export async function environmentWith(
  { adminUrl, token, tokenFile }: ConnectionOptions,
  { environment, readFile }: Terminal,
): Promise<Terminal['environment']> {
  const ADMIN_TOKEN = tokenFile === undefined ? token : await firstLine(tokenFile, readFile);
  return {
    ...environment,
    ...(adminUrl !== undefined && { ADMIN_URL: adminUrl }),
    ...(ADMIN_TOKEN !== undefined && { ADMIN_TOKEN }),
  };
}

async function firstLine(file: string, readFile: Terminal['readFile']): Promise<string> {
  const line = (await readFile(file))?.trimStart().split('\n')[0]?.trim();
  if (line) return line;
  throw new CommandError(
    `--token-file: expected a file with the admin token in its first line, found ${line === undefined ? 'no file that can be read' : 'an empty file'}: ${file}`,
    EXIT.usage,
  );
}

function httpUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new InvalidArgumentError('Expected a URL such as http://127.0.0.1:9090.');
}
