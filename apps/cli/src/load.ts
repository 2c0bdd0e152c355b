import { type AdminConnection, connect } from '@partner-webhooks/admin-api/client';
import {
  isSound,
  type LoadPlan,
  type LoadResult,
  type Progress,
  runLoad,
  type Sender,
  type SentItem,
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
import { currentMark, keptSince, whenSettled } from './received.ts';
import { addTarget, type TargetOptions, withSender } from './sender-options.ts';
import type { Terminal } from './terminal.ts';

interface LoadOptions extends TargetOptions {
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
  return addTarget(new Command('load'))
    .description('send many notifications, and show how fast they are answered')
    .option('--rate <number>', 'so many a second, whether the receiver keeps up or not', wholeNumber)
    .option(
      '--connections <number>',
      'connections; without --rate each sends as fast as it is answered',
      wholeNumber,
      16,
    )
    .option(
      '--duration <duration>',
      'how long: 500ms, 10s, 2m (default: 10s, unless --count is given)',
      duration,
    )
    .option('--count <number>', 'how many at most', wholeNumber)
    .option('--type <event-type>', 'only this event type; may be given several times', also)
    .option('--seed <number>', 'sends the same ids again; the times in them are those of today', seed)
    .option(
      '--verify',
      'ask the admin API whether all that was acknowledged is there, handled once, and in order',
    )
    .option('--json', 'the result as JSON')
    .action((options: LoadOptions) => load(terminal, options));
}

function also(text: string, before: readonly EventType[] = []): readonly EventType[] {
  return [...before, eventType(text)];
}

async function load(terminal: Terminal, options: LoadOptions): Promise<void> {
  // Asked first: who lacks the token need not wait for the end of the load.
  const connection = options.verify ? await connect(terminal) : undefined;
  const { result, verification } = await withSender(terminal, options, options.connections, (sender) =>
    connection ? runVerified(connection, terminal, options, sender) : runPlain(terminal, options, sender),
  );
  await terminal.out(
    options.json ? `${JSON.stringify({ ...result, verification })}\n` : loadReport(result, verification),
  );
  const unacknowledged = result.sent - result.acknowledged;
  if (result.unanswered === result.sent)
    throw new CommandError(`The receiver cannot be reached at ${options.url}.`, EXIT.unreachable);
  if (unacknowledged > 0)
    throw new CommandError(`${unacknowledged} of ${result.sent} not acknowledged`, EXIT.failed);
  if (verification && !isSound(verification))
    throw new CommandError('The receiver has not kept its promises.', EXIT.failed);
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
  const sent: SentItem[] = [];
  const mark = await currentMark(client);
  const result = await run(terminal, options, sender, (each) => sent.push(each));
  terminal.err('verifying\n');
  const handlersOn = await whenSettled(client, terminal.wait);
  const subjects = new Set(sent.map(({ item }) => item.subject));
  const kept = await keptSince(client, mark, ({ subject }) => subjects.has(subject));
  return { result, verification: verify(sent, kept, handlersOn) };
}

function run(
  terminal: Terminal,
  options: LoadOptions,
  sender: Sender,
  onAnswer?: (sent: SentItem) => void,
): Promise<LoadResult> {
  const random = seededRandom(options.seed ?? Math.floor(terminal.random() * 1e9));
  const { ticks, wait, every } = terminal;
  return runLoad(planOf(options), {
    ...{ sender, ticks, wait, every },
    workload: workload({ eventTypes: options.type ?? EVENT_TYPES, random, beginning: terminal.now() }),
    onProgress: (progress) => terminal.err(progressLine(progress)),
    ...(onAnswer && { onAnswer }),
  });
}

function planOf({ rate, connections, count, duration: milliseconds }: LoadOptions): LoadPlan {
  return {
    ...(rate !== undefined && { rate }),
    connections,
    count: count ?? Number.POSITIVE_INFINITY,
    milliseconds: milliseconds ?? (count === undefined ? DEFAULT_DURATION : Number.POSITIVE_INFINITY),
  };
}

const DEFAULT_DURATION = 10_000;

function progressLine({ seconds, perSecond, p99, waiting, unacknowledged }: Progress): string {
  const words = [
    `${seconds.toFixed(0).padStart(4)} s`,
    `${perSecond.toFixed(0).padStart(6)}/s`,
    p99 === undefined ? 'no answer' : `p99 ${p99.toFixed(1)} ms`,
    waiting > 0 && `${waiting} waiting`,
    unacknowledged > 0 && `${unacknowledged} not acknowledged`,
  ];
  return `${words.filter(Boolean).join('  ')}\n`;
}
