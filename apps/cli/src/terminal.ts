import type { styleText } from 'node:util';
import type { Clock, Random } from '@partner-webhooks/simulator';

type Format = Parameters<typeof styleText>[0];

/** What a command reads and where it writes; tests pass their own. */
export interface Terminal {
  /** Resolves when more can be written. */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, on which a line can be written over. */
  readonly isTerminal?: boolean;
  /** How many columns `out` has; absent if it is no terminal. */
  readonly columns?: number;
  /** A text with a colour, if `out` shows colours. */
  readonly style?: (format: Format, text: string) => string;
  /** Asks a question and waits for the line of the answer; absent if no terminal can answer. */
  readonly ask?: (question: string) => Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file; `undefined` if the file does not exist. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  readonly clock: Clock;
  readonly random: Random;
  /** Starts a receiver in this process, with settings in addition to those of the environment. It runs on afterwards. */
  readonly startReceiver: (settings: Readonly<Record<string, string>>) => Promise<void>;
}

/**
 * Replaces control characters. What senders wrote may hold sequences that move the cursor or change the title of the
 * window.
 */
export function sanitize(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
