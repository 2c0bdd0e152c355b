import { type AdminConnection, connect } from '@partner-webhooks/admin-api/client';
import {
  type CompletedSend,
  isSound,
  type LoadPlan,
  type LoadResult,
  type Progress,
  type Sender,
  seededRandom,
  type Verification,
  verify,
  workload,
} from '@partner-webhooks/simulator';
import { EVENT_TYPES, type EventType } from '@partner-webhooks/types';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { loadReport } from './load-report.ts';
import { duration, eventType, seed, wholeNumber } from './option-parsers.ts';
import { currentBookmark, receivedSince, waitUntilHandled } from './received.ts';
import { addSenderOptions, type SenderOptions, withSender } from './sender-options.ts';
import type { Terminal } from './terminal.ts';

interface LoadOptions extends SenderOptions {
  readonly rate?: number;
  readonly connections: number;
  readonly duration?: number;
  readonly count?: number;
  readonly type?: readonly EventType[];
  readonly seed?: number;
  readonly verify?: boolean;
  readonly json?: boolean;
}

/** `partner-webhooks load`. */
export function loadCommand(terminal: Terminal): Command {
  return addSenderOptions(new Command('load'))
    .description('send many notifications, and show throughput and latency')
    .option('--rate <number>', 'notifications per second, whether the receiver keeps up or not', wholeNumber)
    .option(
      '--connections <number>',
      'connections; without --rate each sends its next notification after the response to the last',
      wholeNumber,
      16,
    )
    .option(
      '--duration <duration>',
      'how long to send: 500ms, 10s, 2m (default: 10s, without a limit if --count is given)',
      duration,
    )
    .option('--count <number>', 'how many notifications at most', wholeNumber)
    .option('--type <event-type>', 'only this event type; can be repeated', collect)
    .option('--seed <number>', 'generate the same ids again; times are those of today', seed)
    .option(
      '--verify',
      'check through the admin API that everything acknowledged is stored, handled once, and in order',
    )
    .option('--json', 'the result as JSON')
    .action((options: LoadOptions) => load(terminal, options));
}

function collect(text: string, before: readonly EventType[] = []): readonly EventType[] {
  return [...before, eventType(text)];
}

async function load(terminal: Terminal, options: LoadOptions): Promise<void> {
  // Connects first, so that a missing token is reported before the load starts.
  const connection = options.verify ? await connect(terminal) : undefined;
  const { result, verification } = await withSender(terminal, options, options.connections, (sender) =>
    connection ? runVerified(connection, terminal, options, sender) : runPlain(terminal, options, sender),
  );
  await terminal.out(
    options.json ? `${JSON.stringify({ ...result, verification })}\n` : loadReport(result, verification),
  );
  const unacknowledged = result.sent - result.acknowledged;
  if (result.withoutResponse === result.sent)
    throw new CommandError(`The receiver cannot be reached at ${options.url}.`, EXIT.unreachable);
  if (unacknowledged > 0)
    throw new CommandError(`${unacknowledged} of ${result.sent} not acknowledged`, EXIT.failed);
  if (verification && !isSound(verification))
    throw new CommandError('The verification found violations.', EXIT.failed);
}

interface Outcome {
  readonly result: LoadResult;
  readonly verification?: Verification;
}

async function runPlain(terminal: Terminal, options: LoadOptions, sender: Sender): Promise<Outcome> {
  return { result: await run(terminal, options, sender) };
}

async function runVerified(
  { client }: AdminConnection,
  terminal: Terminal,
  options: LoadOptions,
  sender: Sender,
): Promise<Outcome> {
  const sent: CompletedSend[] = [];
  const bookmark = await currentBookmark(client);
  const result = await run(terminal, options, sender, (each) => sent.push(each));
  terminal.err('verifying\n');
  const handlersOn = await waitUntilHandled(client, terminal.clock);
  const subjects = new Set(sent.map(({ item }) => item.subject));
  const received = await receivedSince(client, bookmark, ({ subject }) => subjects.has(subject));
  return { result, verification: verify(sent, received, handlersOn) };
}

async function run(
  terminal: Terminal,
  options: LoadOptions,
  sender: Sender,
  onResult?: (send: CompletedSend) => void,
): Promise<LoadResult> {
  // Loaded here, with its histograms, so that other commands start sooner.
  const { runLoad } = await import('@partner-webhooks/simulator/load');
  const random = seededRandom(options.seed ?? Math.floor(terminal.random() * 1e9));
  const { clock } = terminal;
  return runLoad(planOf(options), {
    sender,
    clock,
    workload: workload({ eventTypes: options.type ?? EVENT_TYPES, random, beginning: clock.now() }),
    onProgress: (progress) => terminal.err(progressLine(progress)),
    ...(onResult && { onResult }),
  });
}

function planOf({ rate, connections, count, duration: milliseconds }: LoadOptions): LoadPlan {
  return {
    ...(rate !== undefined && { rate }),
    connections,
    count: count ?? Number.POSITIVE_INFINITY,
    milliseconds: milliseconds ?? (count === undefined ? DEFAULT_DURATION_MS : Number.POSITIVE_INFINITY),
  };
}

const DEFAULT_DURATION_MS = 10_000;

function progressLine({ seconds, perSecond, p99, waiting, unacknowledged }: Progress): string {
  const columns = [
    `${seconds.toFixed(0).padStart(4)} s`,
    `${perSecond.toFixed(0).padStart(6)}/s`,
    p99 === undefined ? 'no response' : `p99 ${p99.toFixed(1)} ms`,
    waiting > 0 && `${waiting} waiting`,
    unacknowledged > 0 && `${unacknowledged} not acknowledged`,
  ];
  return `${columns.filter(Boolean).join('  ')}\n`;
}
