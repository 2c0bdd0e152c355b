import type { Impact } from '../impact.ts';
import { headline, type Section, sectionsOf } from './sections.ts';

/** The report for people at a terminal. */
export function textReport(impact: Impact): string {
  return sanitize(`${[headline(impact), ...sectionsOf(impact).map(text)].join('\n\n')}\n`);
}

/** Replaces control characters: a stored event type may hold sequences that change the terminal. */
export function sanitize(output: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  return output.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

function text({ sentence, columns, rows }: Section): string {
  if (rows.length === 0) return sentence;
  const cells = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
  return [sentence, ...lines].join('\n');
}
