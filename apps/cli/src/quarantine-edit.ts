import type { components } from '@partner-webhooks/admin-api';
import { connect, dataOf } from '@partner-webhooks/admin-api/client';
import type { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { wholeId } from './ids.ts';
import { eventType, id as idOf } from './option-parsers.ts';
import { sanitize, type Terminal } from './terminal.ts';

type Validation = components['schemas']['Validation'];

interface EditOptions {
  readonly file: string;
  /** An event type. */
  readonly as?: string;
  readonly json?: boolean;
}

/** Adds `quarantine edit` and `quarantine validate`. */
export function addEditCommands(quarantine: Command, terminal: Terminal): void {
  quarantine
    .command('edit')
    .argument('<id>', 'as `quarantine list` prints it', idOf)
    .description('store an edited copy beside a rejected body, in place of an earlier copy, and validate it')
    .requiredOption('--file <file>', 'the file with the edited body')
    .option('--as <event-type>', 'validate it as this event type instead of the one of its path', eventType)
    .option('--json', 'as JSON')
    .action(async (part: string, options: EditOptions) => {
      const body = { body: await textOf(options.file, terminal), ...asOf(options) };
      const { client } = await connect(terminal);
      const id = await wholeId(client, 'rejected body', part);
      const params = { path: { id } };
      await report(
        await dataOf(client.POST('/api/quarantine/{id}/edit', { params, body })),
        options,
        terminal,
      );
    });

  quarantine
    .command('validate')
    .description('validate a file as the body of an event type; nothing is stored')
    .requiredOption('--file <file>', 'the file with the body')
    .requiredOption('--as <event-type>', 'the event type', eventType)
    .option('--json', 'as JSON')
    .action(async (options: EditOptions & { readonly as: string }) => {
      const body = { body: await textOf(options.file, terminal), eventType: options.as };
      const { client } = await connect(terminal);
      await report(await dataOf(client.POST('/api/validate', { body })), options, terminal);
    });
}

/** Exits with 1 if the body is invalid, so that scripts notice. */
async function report(found: Validation, { json }: EditOptions, terminal: Terminal): Promise<void> {
  const lines = found.valid
    ? ['valid']
    : found.reasons.map(({ pointer, message }) => `${pointer || 'the body'} ${message}`);
  await terminal.out(
    json ? `${JSON.stringify(found)}\n` : lines.map((line) => `${sanitize(line)}\n`).join(''),
  );
  if (!found.valid) throw new CommandError('The body is invalid.', EXIT.failed);
}

function asOf({ as }: EditOptions): { eventType?: string } {
  return as === undefined ? {} : { eventType: as };
}

/** @throws CommandError if the file cannot be read or is empty. */
async function textOf(file: string, { readFile }: Terminal): Promise<string> {
  const text = await readFile(file);
  if (text) return text;
  throw new CommandError(
    `--file: expected a file with a body, found ${text === undefined ? 'no file that can be read' : 'an empty file'}: ${file}`,
    EXIT.usage,
  );
}
