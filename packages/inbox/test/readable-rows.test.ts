import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { readableRows } from '../src/sqlite/file/readable-rows.ts';
import { leafWith, overwrite, ZEROS } from './damaged-file.ts';

it('reads on behind a damaged page where the last key cannot be read, however large the keys are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'rows.db');
  const [first, damaged, last] = [5_000_000, 5_000_200, 5_000_399];
  const writing = new DatabaseSync(file);
  writing.exec(`
    CREATE TABLE thing (seq INTEGER PRIMARY KEY, text);
    WITH RECURSIVE number (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM number WHERE n < ${last})
    INSERT INTO thing SELECT n, 'thing ' || n || hex(zeroblob(100)) FROM number`);
  writing.close();
  for (const seq of [damaged, last]) overwrite(file, leafWith(file, `thing ${seq}`), ZEROS);

  const database = new DatabaseSync(file, { readOnly: true });
  const gaps: bigint[] = [];
  const rows = readableRows(database, 'thing', 'seq', (after) => void gaps.push(after));
  const keys = [...rows].map(({ seq }) => Number(seq));
  database.close();

  expect(gaps).toHaveLength(2);
  expect(keys).toHaveLength(new Set(keys).size);
  expect(keys.length).toBeGreaterThan(400 - 2 * 25);
  expect(keys.filter((key) => key > damaged).length).toBeGreaterThan(150);
});

it.each([
  ['a later', 20, 300],
  ['an earlier', 300, 20],
])(
  'reads all other rows where a page has the content of %s one, and names the place once',
  (_, damaged, other) => {
    const folder = mkdtempSync(join(tmpdir(), 'rows-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'rows.db');
    const writing = new DatabaseSync(file);
    writing.exec(`
    CREATE TABLE thing (seq INTEGER PRIMARY KEY, text);
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 400)
    INSERT INTO thing SELECT n, 'thing ' || n || ' ' || hex(zeroblob(100)) FROM number;
    DELETE FROM thing WHERE seq % 50 < 3`);
    writing.close();
    const from = leafWith(file, `thing ${other} `);
    overwrite(file, leafWith(file, `thing ${damaged} `), readFileSync(file).subarray(from, from + 4_096));

    const database = new DatabaseSync(file, { readOnly: true });
    const gaps: bigint[] = [];
    const keys = [...readableRows(database, 'thing', 'seq', (after) => void gaps.push(after))].map(
      ({ seq }) => Number(seq),
    );
    database.close();

    expect(gaps).toHaveLength(1);
    expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => a - b));
    // A page has 18 rows.
    expect(keys.length).toBeGreaterThan(400 - 24 - 40);
  },
);
