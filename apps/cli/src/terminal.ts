/** Where a command reads its surroundings and writes its answers; tests bring their own. */
export interface Terminal {
  /** Resolves when more can be taken. */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file, or `undefined` where there is none. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  readonly now: () => Date;
  /** Milliseconds of a clock that never goes back. */
  readonly ticks: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Calls back again and again, until it is told not to. */
  readonly every: (milliseconds: number, callback: () => void) => () => void;
  /** A number from 0 (included) to 1 (excluded). */
  readonly random: () => number;
}

/**
 * Text that does nothing to the terminal: what senders wrote may hold sequences that would move the cursor or change
 * the window's title.
 */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** Columns that line up, under their names; `(none)` where there is nothing. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '(none)\n';
  const lines = [names, ...rows].map((row) => row.map((cell) => harmless(cell).replaceAll('\n', ' ')));
  const widths = names.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  return lines
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
