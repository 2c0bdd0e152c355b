import { Option } from 'commander';
import { CommandError, EXIT } from './command-error.ts';
import type { Terminal } from './terminal.ts';

/** `--yes`. */
export function yesOption(): Option {
  return new Option('--yes', 'do not ask on a terminal');
}

/**
 * Asks before a change on a terminal. A script is not asked: it could not answer.
 *
 * @param question without its question mark, such as `Replay 12 notifications`; found out only if it is asked.
 * @throws CommandError if the answer is not `y` or `yes`.
 */
export async function confirm(
  terminal: Terminal,
  { yes = false }: { readonly yes?: boolean },
  question: () => Promise<string> | string,
): Promise<void> {
  if (yes || !terminal.ask) return;
  const answer = await terminal.ask(`${await question()}? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('Nothing was changed.', EXIT.failed);
}

/**
 * Asks for a count before a change on a terminal, as `confirm` does.
 *
 * @param question the question and what it counted.
 * @returns what was counted; `undefined` if nothing was asked.
 * @throws CommandError if the answer is not `y` or `yes`.
 */
export async function confirmed<Counted>(
  terminal: Terminal,
  options: { readonly yes?: boolean },
  question: () => Promise<[question: string, counted: Counted]>,
): Promise<Counted | undefined> {
  const asked: Counted[] = [];
  await confirm(terminal, options, async () => {
    const [text, counted] = await question();
    asked.push(counted);
    return text;
  });
  return asked[0];
}

/** A number with its noun: `1 notification`, `12 notifications`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}
