/** A table: the first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const figures = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const counts = new Intl.NumberFormat('en-GB');

/** A measurement with three significant digits. */
export function measured(value: number): string {
  return figures.format(value);
}

/** A count, with all digits. */
export function counted(value: number): string {
  return counts.format(value);
}

/** A factor. */
export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}

/** A share, in percent. */
export function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}
