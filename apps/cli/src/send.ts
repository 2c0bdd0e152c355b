import {
  AssignmentError,
  assign,
  examplesOf,
  generatePayload,
  INVALID_KINDS,
  requestFor,
  requestWithBody,
  seededRandom,
  sentAs,
} from '@partner-webhooks/simulator';
import type { EventType } from '@partner-webhooks/types';
import { Argument, Command, Option } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { eventType, seed, wholeNumber } from './option-parsers.ts';
import { type Outgoing, sendAll } from './send-all.ts';
import { addSenderOptions, type SenderOptions, withSender } from './sender-options.ts';
import type { Terminal } from './terminal.ts';

interface SendOptions extends SenderOptions {
  readonly example?: string;
  readonly seed?: number;
  readonly set: readonly string[];
  readonly invalid?: string;
  readonly count: number;
  readonly file?: string;
  readonly json?: boolean;
}

/** `partner-webhooks send`. */
export function sendCommand(terminal: Terminal): Command {
  return addSenderOptions(new Command('send'))
    .description('send notifications as the platform does, and show each response')
    .addArgument(new Argument('<event-type>', 'such as TRANSFER_NOTIFICATION').argParser(eventType))
    .addOption(
      new Option('--example <example>', 'an example of the contract; without it, payloads are generated'),
    )
    .addOption(
      new Option('--seed <number>', 'generate the same payloads again').argParser(seed).conflicts('example'),
    )
    .option(
      '--set <path=value>',
      'replace a value: status=ACTIVE, validationError.errorType=X, /list/0=x',
      collect,
      [],
    )
    .addOption(
      new Option('--invalid <kind>', 'a request that is wrong in one way, or new to the contract').choices(
        Object.keys(INVALID_KINDS),
      ),
    )
    .option('--count <number>', 'how many; an example is sent this many times', wholeNumber, 1)
    .addOption(
      new Option('--file <file>', 'send the bytes of this file: one body, or one body per line').conflicts([
        'example',
        'seed',
        'set',
        'invalid',
        'count',
      ]),
    )
    .option('--json', 'one JSON object per line')
    .addHelpText('after', kindsHelp())
    .action(async (type: EventType, options: SendOptions) => {
      const all = await outgoing(type, options, terminal);
      await withSender(terminal, options, 1, (sender) => sendAll(sender, terminal, all, options));
    });
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function kindsHelp(): string {
  const lines = Object.entries(INVALID_KINDS).map(
    ([name, { meaning, rejectedWith = '2xx' }]) => `  ${name.padEnd(19)} ${rejectedWith}  ${meaning}\n`,
  );
  return `\nKinds and their expected status:\n${lines.join('')}`;
}

async function outgoing(type: EventType, options: SendOptions, terminal: Terminal): Promise<Outgoing[]> {
  if (options.file !== undefined) {
    const text = await terminal.readFile(options.file);
    if (text === undefined) throw new CommandError(`${options.file}: the file cannot be read.`, EXIT.usage);
    const expected = sentAs(type).acknowledgement;
    return bodiesIn(text).map((body) => ({
      eventType: type,
      request: requestWithBody(type, body),
      expected,
    }));
  }
  const payloads = payloadSource(type, options, terminal);
  return Array.from({ length: options.count }, () => {
    const payload = options.set.reduce(
      (before, assignment) => assigned(type, before, assignment),
      payloads(),
    );
    return outgoingFor(type, payload, options);
  });
}

/** The file as one body; one body per line if only the lines are JSON. */
function bodiesIn(text: string): string[] {
  if (isJson(text)) return [text];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 0 && lines.every(isJson) ? lines : [text];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function payloadSource(type: EventType, options: SendOptions, terminal: Terminal): () => object {
  if (options.example === undefined) {
    const random = seededRandom(options.seed ?? Math.floor(terminal.random() * 1e9));
    return () => generatePayload(type, random);
  }
  const examples = examplesOf(type);
  const example = examples.get(options.example);
  if (!example)
    throw new CommandError(
      `${type} has no example ${options.example}. Expected one of ${[...examples.keys()].join(', ')}.`,
      EXIT.usage,
    );
  return () => example;
}

function assigned(type: EventType, payload: object, assignment: string): object {
  try {
    return assign(type, payload, assignment);
  } catch (error) {
    if (!(error instanceof AssignmentError)) throw error;
    throw new CommandError(error.message, EXIT.usage, { cause: error });
  }
}

function outgoingFor(type: EventType, payload: object, { invalid }: SendOptions): Outgoing {
  const kind = invalid === undefined ? undefined : INVALID_KINDS[invalid];
  const { acknowledgement } = sentAs(type);
  if (!kind) return { eventType: type, request: requestFor(type, payload), expected: acknowledgement };
  const request = kind.request(type, payload);
  if (!request) throw new CommandError(`A ${type} has nothing that could be ${invalid}.`, EXIT.usage);
  return { eventType: type, request, expected: kind.rejectedWith ?? acknowledgement };
}
