import { stripVTControlCharacters, styleText } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { table } from '../src/table.ts';

const NAMES = ['ID', 'STATE', 'ERROR'];
const ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
const always = (format: Parameters<typeof styleText>[0], text: string) =>
  styleText(format, text, { validateStream: false });

describe('a table', () => {
  it('without rows says so', () => expect(table(NAMES, [])).toBe('(none)\n'));

  it('without a terminal cuts nothing', () => {
    const error = 'x'.repeat(1_000);
    expect(table(NAMES, [[ID, 'dead', error]])).toContain(`${ID}  dead   ${error}\n`);
  });

  it('has as many rows as there are', () => {
    const rows = Array.from({ length: 200_000 }, (_, n) => [String(n)]);
    expect(table(['ID'], rows).trimEnd().split('\n')).toHaveLength(200_001);
  });

  it('on a terminal of 80 columns cuts the widest cells, and shows that', () => {
    expect(table(NAMES, [[ID, 'dead', 'no account '.repeat(9)]], { columns: 80 })).toMatch(
      new RegExp(`^${ID}  dead   no account .*…$`, 'm'),
    );
  });

  it('leaves no column of the terminal empty while it cuts a cell', () => {
    const cells = ['x'.repeat(30), 'y'.repeat(30), 'z'.repeat(30)];
    for (let columns = 60; columns < 94; columns += 1)
      expect(table(['A', 'B', 'C'], [cells], { columns }).split('\n')[1]).toHaveLength(columns);
  });

  it('on a terminal too narrow for its columns is one block of lines for each row', () => {
    expect(
      table(
        NAMES,
        [
          [ID, 'dead', 'no account'],
          [ID, 'pending', ''],
        ],
        { columns: 30 },
      ),
    ).toBe(`ID     ${ID}\nSTATE  dead\nERROR  no account\n\nID     ${ID}\nSTATE  pending\n`);
  });

  it('colours states, and not what a sender wrote', () => {
    const out = table(NAMES, [['\u001b[31mid', 'dead', '']], { style: always });
    expect(out).toContain(always('red', 'dead'));
    expect(out).toContain('\ufffd[31mid');
    expect(stripVTControlCharacters(out)).toBe(table(NAMES, [['\u001b[31mid', 'dead', '']]));
  });

  it('is aligned and fits every terminal in which its columns can be read', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('株式会社', '👩‍👩‍👧', 'é', 'dead', ''),
    );
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 43, max: 200 }), (cells, columns) => {
        const lines = table(NAMES, cells, { columns }).trimEnd().split('\n');
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { numRuns: 200 },
    );
  });
});
