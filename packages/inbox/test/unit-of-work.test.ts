import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openUnitOfWork, type Participant } from '../src/sqlite/write/unit-of-work.ts';

/** A unit of work with two participants, and what was called in which order. */
function opened(failing: Partial<Participant> = {}) {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE written (text TEXT)');
  const calls: string[] = [];
  const participant = (name: string): Participant => ({
    beforeCommit: () => {
      calls.push(`${name} before ${database.isTransaction}`);
      database.exec(`INSERT INTO written VALUES ('${name}')`);
    },
    afterCommit: () => void calls.push(`${name} after ${database.isTransaction}`),
    afterRollback: () => void calls.push(`${name} rolled back ${database.isTransaction}`),
  });
  const unitOfWork = openUnitOfWork(database, [participant('a'), failing, participant('b')]);
  const written = () =>
    database
      .prepare('SELECT text FROM written')
      .all()
      .map(({ text }) => text);
  return { database, unitOfWork, calls, written };
}

it('calls every participant before the commit in the transaction, and after it outside, in their order', () => {
  const { unitOfWork, calls, written } = opened();
  unitOfWork.begin();
  unitOfWork.commit();
  expect(calls).toEqual(['a before true', 'b before true', 'a after false', 'b after false']);
  expect(written()).toEqual(['a', 'b']);
});

it('calls no participant after a commit that failed; a rollback reaches all of them', () => {
  const { unitOfWork, calls, written } = opened({
    beforeCommit: () => {
      throw new Error('the disk is full');
    },
  });
  unitOfWork.begin();
  expect(() => unitOfWork.commit()).toThrow('the disk is full');
  unitOfWork.rollback();
  expect(calls).toEqual(['a before true', 'a rolled back false', 'b rolled back false']);
  expect(written()).toEqual([]);
});

it('rolls back its participants if SQLite has rolled back by itself', () => {
  const { database, unitOfWork, calls } = opened();
  unitOfWork.begin();
  database.exec('ROLLBACK');
  unitOfWork.rollback();
  expect(calls).toEqual(['a rolled back false', 'b rolled back false']);
});
