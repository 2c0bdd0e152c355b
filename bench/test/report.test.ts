import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barChart } from '../src/chart.ts';
import { charts } from '../src/charts.ts';
import { machine } from '../src/machine.ts';
import { withTables } from '../src/page.ts';
import { readResults } from '../src/results.ts';
import { tables } from '../src/tables.ts';
import { targetsTable } from '../src/targets.ts';

const docs = new URL('../../docs/', import.meta.url);
const read = (name: string) => readFile(new URL(name, docs), 'utf8');
const results = readResults();

describe('docs/performance.md', () => {
  it('has the current results; `pnpm --filter @partner-webhooks/bench report` writes them', async () => {
    const page = await read('performance.md');
    expect(withTables(page, tables(results))).toBe(page);
  });

  it('has the charts that the results make, and shows each', async () => {
    const page = await read('performance.md');
    const images = (await readdir(docs)).filter((name) => /^performance-.+\.svg$/.test(name));
    const drawn = charts(results);
    expect(images.sort()).toEqual(Object.keys(drawn).sort());
    for (const [name, image] of Object.entries(drawn)) {
      expect(await read(name), name).toBe(image);
      expect(page).toContain(`](${name})`);
    }
  });

  it('leaves out a benchmark that has not run', () => {
    expect(tables({})['receive']).toBe('Not measured yet.');
    expect(tables({})['targets']).toContain('not yet');
    expect(charts({})).toEqual({});
  });
});

describe('the table of targets', () => {
  const figure = (median: number) => ({ median, spread: 0 });
  const pair = (ours: number, alone: number) => ({ ours: figure(ours), alone: figure(alone) });
  const generate = (first: number) => ({
    machine: machine(),
    rows: [
      { webhooks: 18, cold: pair(first, 100), warm: pair(1, 1) },
      { webhooks: 100, cold: pair(1_000, 100), warm: pair(1, 1) },
      { webhooks: 500, cold: pair(6_500, 100), warm: pair(1, 1) },
    ],
  });
  const line = (first: number, what: string) =>
    targetsTable({ generate: generate(first) })
      .split('\n')
      .find((each) => each.includes(what));

  it('says `met` up to the bound itself', () => {
    expect(line(250, '18 webhooks')).toContain('| ≤ 2.5 × | 2.5 × | met |');
    expect(line(250, '500 webhooks')).toContain('| ≤ 1.3 × | 1.3 × | met |');
  });

  it('says `missed` beyond it', () => {
    expect(line(251, '18 webhooks')).toContain('| ≤ 2.5 × | 2.51 × | **missed** |');
  });
});

describe('a page with tables', () => {
  const page = 'Before.\n<!-- table: a -->\nold\n<!-- end -->\nAfter.\n';

  it('keeps what is written by hand', () => {
    expect(withTables(page, { a: 'new' })).toBe(
      'Before.\n<!-- table: a -->\n\nnew\n\n<!-- end -->\nAfter.\n',
    );
  });

  it('is rejected with a marker for an unknown table', () => {
    expect(() => withTables(page, {})).toThrow('unknown table a');
  });

  it('is rejected without a marker for a table', () => {
    expect(() => withTables(page, { a: 'new', b: 'other' })).toThrow('no marker for b');
  });
});

describe('a chart', () => {
  it('has bars in proportion to the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const image = barChart(
          'All',
          values.map((value) => ({ name: '', value, text: '', ours: false })),
        );
        const widths = [...image.matchAll(/class="bar" .*?width="(\d+)"/g)].map(([, width]) => Number(width));
        expect(widths).toHaveLength(values.length);
        const longest = Math.max(...widths);
        widths.forEach((width, n) => {
          const exact = ((values[n] ?? 0) / Math.max(...values)) * longest;
          expect(Math.abs(width - exact)).toBeLessThanOrEqual(2);
        });
      }),
    );
  });

  it('escapes names', () => {
    const image = barChart('<b>', [{ name: 'a & b', value: 1, text: '1', ours: true }]);
    expect(image).toContain('a &amp; b');
    expect(image).not.toContain('<b>');
  });
});
