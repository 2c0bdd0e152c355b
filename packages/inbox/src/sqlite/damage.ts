import type { DatabaseSync } from 'node:sqlite';
import { isDamage } from './readable.ts';

/**
 * What cannot be read harms itself only. As long as the file is sound this costs nothing: the first transaction that meets a
 * damaged page is run once more, and from then on whatever may meet one can be undone by itself.
 */
export interface Damage {
  /** Whether a damaged page has been met since the start. */
  isKnown(): boolean;
  /** Notes an error. @returns whether it is the first damage, so that the transaction is worth another try. */
  note(error: unknown): boolean;
  /** Does something that is undone where it meets a damaged page. @returns whether it was done. */
  spare(work: () => void): boolean;
  /** Leaves a notification out for as long as this process lives. */
  leaveOut(place: number): void;
  isLeftOut(place: number): boolean;
  /** How many are left out. */
  count(): number;
  /** What has been found since the last time, as sentences. */
  takeNotices(): string[];
}

/** Opens the account of what is damaged. */
export function openDamage(database: DatabaseSync): Damage {
  const leftOut = new Set<number>();
  let notices: string[] = [];
  let isKnown = false;

  function note(error: unknown): boolean {
    if (isKnown || !isDamage(error)) return false;
    isKnown = true;
    notices.push(`a page of the inbox cannot be read: ${error.message}`);
    return true;
  }

  return {
    isKnown: () => isKnown,
    note,
    spare(work) {
      database.exec('SAVEPOINT spare');
      try {
        work();
        return true;
      } catch (error) {
        if (!isDamage(error)) throw error;
        note(error);
        database.exec('ROLLBACK TO spare');
        return false;
      } finally {
        if (database.isTransaction) database.exec('RELEASE spare');
      }
    },
    leaveOut(place) {
      if (!leftOut.has(place))
        notices.push(`the notification at place ${place} cannot be read, and is not handled`);
      leftOut.add(place);
      isKnown = true;
    },
    isLeftOut: (place) => leftOut.has(place),
    count: () => leftOut.size,
    takeNotices() {
      const taken = notices;
      notices = [];
      return taken;
    },
  };
}
