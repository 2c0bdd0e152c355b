import { examplesOf, scenarioNames } from '@partner-webhooks/simulator';
import { EVENT_TYPES, isEventType, registry } from '@partner-webhooks/types';
import type { Argument, Command, Option } from 'commander';

/** A word that may stand at the place of the cursor. */
interface Candidate {
  readonly value: string;
  readonly description?: string;
}

/** What may stand at the place of the cursor. */
export interface Candidates {
  readonly words: readonly Candidate[];
  /** Whether the name of a file may stand there too. */
  readonly files: boolean;
}

/**
 * What may stand at the place of the cursor, by the tree of commands: commands, options, and values of both.
 *
 * @param words the words after the name of the program up to the cursor; the last one is being written and may be empty.
 */
export async function candidatesFor(program: Command, words: readonly string[]): Promise<Candidates> {
  const before = words.slice(0, -1);
  let current = words.at(-1) ?? '';
  // bash divides `--type=X` into three words.
  if (current === '=') {
    before.push('=');
    current = '';
  }
  const place = placeAfter(program, before);
  const { command, option, isOptionsOver } = place;
  const [, name = '', value] = isOptionsOver ? [] : (/^(--[^=]+)=(.*)$/s.exec(current) ?? []);
  const assigned = value === undefined ? undefined : optionOf(command, name);
  if (assigned && value !== undefined) {
    const found = await valuesOf(assigned, place);
    return { ...found, words: matching(found.words, value).map((each) => prefixed(`${name}=`, each)) };
  }
  if (option) {
    const found = await valuesOf(option, place);
    return { ...found, words: matching(found.words, current) };
  }
  if (current.startsWith('-') && !isOptionsOver) return only(matching(optionsFor(place), current));
  const argument = command.registeredArguments[place.positionals] ?? variadicOf(command);
  const values = argument ? await valuesOf(argument, place) : NOTHING;
  const found = [...subcommandsFor(place), ...values.words];
  if (found.length === 0 && !values.files && current === '' && !isOptionsOver) return only(optionsFor(place));
  return { words: matching(found, current), files: values.files };
}

/** What the words before the cursor say. */
interface Place {
  readonly command: Command;
  /** The option whose value is written; absent if none is. */
  readonly option?: Option;
  /** The options that are there already. */
  readonly used: ReadonlySet<Option>;
  /** How many arguments of the command are there already, and the first one. */
  readonly positionals: number;
  readonly first?: string;
  /** Whether `--` stands before. */
  readonly isOptionsOver: boolean;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let isOptionsOver = false;
  let first: string | undefined;
  let positionals = 0;
  const used = new Set<Option>();
  for (const word of words) {
    if (option) {
      if (word !== '=') option = undefined;
    } else if (word === '--' && !isOptionsOver) isOptionsOver = true;
    else if (word.startsWith('-') && !isOptionsOver) {
      const [name = '', value] = word.split('=', 2);
      const found = optionOf(command, name);
      if (found) used.add(found);
      if (found && value === undefined && (found.required || found.optional)) option = found;
    } else {
      const below = positionals === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (below) command = below;
      else {
        first ??= word;
        positionals += 1;
      }
    }
  }
  return {
    command,
    used,
    positionals,
    isOptionsOver,
    ...(option && { option }),
    ...(first !== undefined && { first }),
  };
}

/** A command takes the options of those above it too. */
function optionsOf(command: Command): readonly Option[] {
  return command.parent ? [...command.options, ...optionsOf(command.parent)] : command.options;
}

function optionOf(command: Command, name: string): Option | undefined {
  return optionsOf(command).find(({ long, short }) => name === long || name === short);
}

function optionsFor({ command, used }: Place): readonly Candidate[] {
  const shown = optionsOf(command).filter(
    (option) => !option.hidden && option.long && (!used.has(option) || REPEATED.has(option.long)),
  );
  return [
    ...shown.map(({ long = '', description }) => ({ value: long, description })),
    { value: '--help', description: 'display help' },
  ];
}

// Options that may stand several times.
const REPEATED: ReadonlySet<string> = new Set(['--set', '--type']);

function subcommandsFor({ command, positionals }: Place): readonly Candidate[] {
  if (positionals > 0) return [];
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help')
    .map((each) => ({ value: each.name(), description: each.description() }));
}

function variadicOf(command: Command): Argument | undefined {
  const last = command.registeredArguments.at(-1);
  return last?.variadic ? last : undefined;
}

/** The values of an option or an argument: those that it lists, or those that its placeholder means. */
async function valuesOf(taker: Option | Argument, { first }: Place): Promise<Candidates> {
  if (taker.argChoices) return only(taker.argChoices.map((value) => ({ value })));
  const placeholder = 'flags' in taker ? (/<(.+)>/.exec(taker.flags)?.[1] ?? '') : taker.name();
  switch (placeholder) {
    case 'event-type':
    case 'event-types':
      return only(EVENT_TYPES.map((value) => ({ value })));
    case 'path':
      return only(EVENT_TYPES.map((type) => ({ value: registry[type].path })));
    case 'scenario':
      return only((await scenarioNames()).map((value) => ({ value })));
    case 'example':
      return only(isEventType(first) ? [...examplesOf(first).keys()].map((value) => ({ value })) : []);
    case 'file':
    case 'target':
      return { words: [], files: true };
    default:
      return NOTHING;
  }
}

const NOTHING: Candidates = { words: [], files: false };

function only(words: readonly Candidate[]): Candidates {
  return { words, files: false };
}

/** Regardless of case: event types are in capitals. */
function matching(candidates: readonly Candidate[], beginning: string): readonly Candidate[] {
  const searched = beginning.toLowerCase();
  return candidates.filter(({ value }) => value.toLowerCase().startsWith(searched));
}

function prefixed(prefix: string, candidate: Candidate): Candidate {
  return { ...candidate, value: prefix + candidate.value };
}
