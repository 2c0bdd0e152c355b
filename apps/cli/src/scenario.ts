import {
  disturb,
  readScenario,
  requestFor,
  type Story,
  scenarioNames,
  seededRandom,
  tell,
} from '@partner-webhooks/simulator';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { duration, seed, share } from './option-parsers.ts';
import { sendAll } from './send-all.ts';
import { addTarget, type TargetOptions, withSender } from './sender-options.ts';
import { type Terminal, table } from './terminal.ts';

interface ScenarioOptions extends TargetOptions {
  readonly list?: boolean;
  readonly seed?: number;
  readonly duplicate?: boolean;
  readonly shuffle?: boolean;
  readonly drop: number;
  readonly delay: number;
  readonly json?: boolean;
}

/** `partner-webhooks scenario`. */
export function scenarioCommand(terminal: Terminal): Command {
  return addTarget(new Command('scenario'))
    .description('send the notifications of a story, with ids of their own each time')
    .argument('[name]', 'the scenario')
    .option('--list', 'which scenarios there are')
    .option('--seed <number>', 'tells the same story again, to the byte', seed)
    .option('--duplicate', 'send each notification twice')
    .option('--shuffle', 'send them in another order, except where only the order tells what is newer')
    .option('--drop <share>', 'leave out this share of them, such as 0.1', share, 0)
    .option('--delay <duration>', 'wait this long between two of them, such as 500ms', duration, 0)
    .option('--json', 'one JSON object a line')
    .action(async (name: string | undefined, options: ScenarioOptions) =>
      options.list ? list(terminal) : play(await known(name), terminal, options),
    );
}

async function list(terminal: Terminal): Promise<void> {
  const rows = (await scenarioNames()).map(async (name) => {
    const { summary, notifications } = await readScenario(name);
    return [name, String(notifications.length), summary];
  });
  await terminal.out(table(['SCENARIO', 'SENDS', ''], await Promise.all(rows)));
}

async function known(name: string | undefined): Promise<string> {
  const names = await scenarioNames();
  if (name !== undefined && names.includes(name)) return name;
  throw new CommandError(`Expected one of the scenarios ${names.join(', ')}.`, EXIT.usage);
}

async function play(name: string, terminal: Terminal, options: ScenarioOptions): Promise<void> {
  const random = seededRandom(options.seed ?? Math.floor(terminal.random() * 1e9));
  const beginning = options.seed === undefined ? terminal.now() : SEEDED_BEGINNING;
  const story = tell(await readScenario(name), { random, beginning });
  const arriving = disturb(story.notifications, options, random);
  const all = arriving.map(({ eventType, payload }) => ({
    eventType,
    request: requestFor(eventType, payload),
    expected: 200,
  }));
  await withSender(terminal, options, 1, (sender) => sendAll(sender, terminal, all, options));
  if (!options.json) await terminal.out(end(story, options.drop));
}

// With a seed nothing is left to chance, not even the time.
const SEEDED_BEGINNING = new Date('2026-01-05T09:00:00Z');

function end({ handled, lastKnown }: Story, drop: number): string {
  if (drop > 0) return '\nWhat was left out is missing, so the story need not end as it should.\n';
  const rows = lastKnown.map(({ eventType, subject, status }) => [eventType, subject, status]);
  const states =
    rows.length > 0 ? `:\n\n${table(['EVENT TYPE', 'SUBJECT', 'LAST KNOWN STATUS'], rows)}` : '.\n';
  return `\nThe story ends with ${handled} notifications handled${states}`;
}
