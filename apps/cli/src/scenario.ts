import {
  injectFaults,
  type RenderedScenario,
  readScenario,
  renderScenario,
  requestFor,
  scenarioNames,
  seededRandom,
  sentAs,
} from '@partner-webhooks/simulator';
import { Command } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import { duration, seed, share } from './option-parsers.ts';
import { sendAll } from './send-all.ts';
import { addSenderOptions, type SenderOptions, withSender } from './sender-options.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface ScenarioOptions extends SenderOptions {
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
  return addSenderOptions(new Command('scenario'))
    .description('send the notifications of a scenario, with new ids each time')
    .argument('[scenario]', 'name of the scenario')
    .option('--list', 'list the scenarios')
    .option('--seed <number>', 'send the same bytes again', seed)
    .option('--duplicate', 'send each notification twice')
    .option('--shuffle', 'send in random order; notifications without a clock keep their order')
    .option('--drop <share>', 'leave out this share of the notifications, such as 0.1', share, 0)
    .option('--delay <duration>', 'wait this long between two notifications, such as 500ms', duration, 0)
    .option('--json', 'one JSON object per line')
    .action(async (name: string | undefined, options: ScenarioOptions) =>
      options.list ? list(terminal) : play(await scenarioNamed(name), terminal, options),
    );
}

async function list(terminal: Terminal): Promise<void> {
  const rows = (await scenarioNames()).map(async (name) => {
    const { summary, notifications } = await readScenario(name);
    return [name, String(notifications.length), summary];
  });
  await terminal.out(table(['SCENARIO', 'SENDS', ''], await Promise.all(rows), terminal));
}

async function scenarioNamed(name: string | undefined): Promise<string> {
  const names = await scenarioNames();
  if (name !== undefined && names.includes(name)) return name;
  throw new CommandError(`Expected one of the scenarios ${names.join(', ')}.`, EXIT.usage);
}

async function play(name: string, terminal: Terminal, options: ScenarioOptions): Promise<void> {
  const random = seededRandom(options.seed ?? Math.floor(terminal.random() * 1e9));
  const beginning = options.seed === undefined ? terminal.clock.now() : SEEDED_BEGINNING;
  const scenario = renderScenario(await readScenario(name), { random, beginning });
  const delivered = injectFaults(scenario.notifications, options, random);
  const all = delivered.map(({ eventType, payload }) => ({
    eventType,
    request: requestFor(eventType, payload),
    expected: sentAs(eventType).acknowledgement,
  }));
  await withSender(terminal, options, 1, (sender) => sendAll(sender, terminal, all, options));
  if (!options.json) await terminal.out(ending(scenario, options.drop));
}

// A seed determines every byte, times included.
const SEEDED_BEGINNING = new Date('2026-01-05T09:00:00Z');

function ending({ handled, lastKnown }: RenderedScenario, drop: number): string {
  if (drop > 0) return '\nNotifications were left out, so the scenario need not reach its end state.\n';
  const rows = lastKnown.map(({ eventType, subject, status }) => [eventType, subject, status]);
  const states =
    rows.length > 0 ? `:\n\n${table(['EVENT TYPE', 'SUBJECT', 'LAST KNOWN STATUS'], rows)}` : '.\n';
  return `\nThe scenario ends with ${handled} notifications handled${states}`;
}
