import type { Write, WriteValue } from '../effects/write.ts';
import { WriteError } from '../errors.ts';
import type { Inbox } from '../inbox.ts';

/** The statements that a handler adds while it runs. */
export interface CollectedWrites {
  /** Adds a statement. @throws WriteError if it could never be carried out, or the attempt has ended. */
  add(sql: string, ...values: readonly WriteValue[]): void;
  /** Ends the collection. @returns what was added. */
  end(): readonly Write[];
}

/** None at first. */
export function collectWrites({ prepareWrite }: Pick<Inbox, 'prepareWrite'>): CollectedWrites {
  const writes: Write[] = [];
  let hasEnded = false;
  return {
    add(sql, ...values) {
      if (hasEnded) throw new WriteError('the attempt has ended: a handler writes before it returns');
      if (writes.length === MAX_WRITES)
        throw new WriteError(
          `expected at most ${MAX_WRITES} statements of one attempt: write more rows with each`,
        );
      writes.push(prepareWrite(sql, values));
    },
    end() {
      hasEnded = true;
      return writes;
    },
  };
}

// While they are carried out, no notification is received on SQLite.
const MAX_WRITES = 1_000;
