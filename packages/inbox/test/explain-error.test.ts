import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { explainedCopy } from '../src/sqlite/file/explain-error.ts';

it.each([
  [
    'the target, if the disk is full',
    'PRAGMA max_page_count = 2; CREATE TABLE a (b); CREATE TABLE c (d)',
    /^the database target\.db cannot be written: the disk is full/,
  ],
  [
    'the target, if it is read-only',
    'PRAGMA query_only = ON; CREATE TABLE a (b)',
    /^the database target\.db cannot be written: check the rights/,
  ],
  [
    'the source, if it cannot be opened',
    "ATTACH '/nothing/inbox.db' AS a",
    /^the database source\.db cannot be opened: check the rights .* read-only/,
  ],
])('a copy that fails names %s', (_, sql, message) => {
  const database = new DatabaseSync(':memory:');
  let failure: unknown;
  try {
    database.exec(sql);
  } catch (error) {
    failure = error;
  }
  database.close();
  expect(explainedCopy(failure, 'source.db', 'target.db').message).toMatch(message);
});
