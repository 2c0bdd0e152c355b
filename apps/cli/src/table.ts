import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { sanitize, type Terminal } from './terminal.ts';

/**
 * Rows as aligned columns under their names; `(none)` without rows.
 *
 * On a terminal, cells of the widest columns are cut until a row fits its width. If the columns would become too narrow
 * to read, each row is a block of lines instead, with a name and a value in each. Without a terminal nothing is cut.
 */
export function table(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  { columns = Number.POSITIVE_INFINITY, style = (_format, text) => text }: Partial<Terminal> = {},
): string {
  if (rows.length === 0) return '(none)\n';
  const cells = rows.map((row) => row.map((cell) => sanitize(cell).replaceAll('\n', ' ')));
  const widths = fitted(
    names,
    // Not by `Math.max` of all: a list can have more rows than a call takes arguments.
    names.map((name, column) =>
      cells.reduce((widest, row) => Math.max(widest, stringWidth(row[column] ?? '')), stringWidth(name)),
    ),
    columns,
  );
  if (widths === undefined) return blocks(names, cells, style);
  const line = (row: readonly string[], styled: (padded: string, cell: string) => string) => {
    const last = row.length - 1;
    const shown = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      const cut = stringWidth(cell) > width ? cliTruncate(cell, width) : cell;
      const padding = column === last ? '' : ' '.repeat(Math.max(0, width - stringWidth(cut)));
      return styled(cut, cell) + padding;
    });
    return `${shown.join(GAP).trimEnd()}\n`;
  };
  const head = line(names, (name) => (name === '' ? name : style('bold', name)));
  return head + cells.map((row) => line(row, (cut, cell) => colored(cut, cell, style))).join('');
}

type Style = NonNullable<Terminal['style']>;

/** The widths at which a row fits; `undefined` if a column would be narrower than `MIN_WIDTH`. */
function fitted(
  names: readonly string[],
  natural: readonly number[],
  columns: number,
): readonly number[] | undefined {
  const available = columns - GAP.length * (natural.length - 1);
  const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);
  if (sum(natural) <= available) return natural;
  // The widest columns share one limit.
  for (let limit = Math.max(...natural); limit >= MIN_WIDTH; limit -= 1) {
    const widths = natural.map((width, column) =>
      WHOLE.has(names[column] ?? '') ? width : Math.min(width, limit),
    );
    const left = available - sum(widths);
    if (left >= 0) return widened(widths, natural, left);
  }
  return undefined;
}

/** Gives what is left to the columns that were cut, from the first on. */
function widened(widths: readonly number[], natural: readonly number[], left: number): readonly number[] {
  let remaining = left;
  return widths.map((width, column) => {
    const more = Math.min(remaining, (natural[column] ?? width) - width);
    remaining -= more;
    return width + more;
  });
}

function blocks(names: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const width = Math.max(...names.map((text) => stringWidth(text)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => [names[column] ?? '', cell] as const)
        .filter(([, cell]) => cell !== '')
        .map(([name, cell]) => `${style('bold', name.padEnd(width))}${GAP}${colored(cell, cell, style)}\n`)
        .join(''),
    )
    .join('\n');
}

function colored(shown: string, cell: string, style: Style): string {
  const color = COLORS[cell];
  return color === undefined ? shown : style(color, shown);
}

/** The colours of states. The word says the same. */
const COLORS: Readonly<Record<string, 'green' | 'yellow' | 'red' | 'dim'>> = {
  handled: 'green',
  done: 'green',
  pending: 'yellow',
  handling: 'yellow',
  running: 'yellow',
  dead: 'red',
  failed: 'red',
  unreadable: 'red',
  discarded: 'dim',
  cancelled: 'dim',
};

// Other commands take them, and they take no beginning of one.
const WHOLE: ReadonlySet<string> = new Set(['ID', 'CAUSE']);

const GAP = '  ';

// Enough for a beginning of an event type or of an error that can be recognised.
const MIN_WIDTH = 13;
