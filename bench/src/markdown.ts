/** A table: the first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const figures = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const counts = new Intl.NumberFormat('en-GB');

/** A measurement with three digits, which is what it is worth. */
export function measured(value: number): string {
  return figures.format(value);
}

/** A number that was counted, with all its digits. */
export function counted(value: number): string {
  return counts.format(value);
}

/** How many times as much. */
export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

/** A part of something. */
export function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}
