import { isInstance } from '../error-text.ts';
import { StatementError } from '../errors.ts';
import type { CompletedRow } from '../store.ts';
import { isAboutValues, isDeadlock } from './connection/explain-error.ts';
import type { Transactions } from './connection/transactions.ts';
import { createGroups } from './groups.ts';
import { endInTransaction } from './handler-transactions.ts';
import { type Ending, endAttempts, endingLocks } from './write/complete.ts';
import { endWithWrites, isDuringStatement, writesOf } from './write/handler-writes.ts';
import type { LiveClaims } from './write/live-claims.ts';

/** What ends attempts needs. */
export interface EndingsOptions {
  readonly writer: Transactions;
  readonly live: LiveClaims;
  readonly onCommit: (commit: { readonly received: number; readonly milliseconds: number }) => void;
}

/**
 * Ends attempts in groups: those whose handlers have written nothing, and those that have, because a statement of a handler
 * may have to wait. An attempt whose handler has a transaction of its own ends in that.
 *
 * @returns what ends one. It throws InvalidCallError if the lease is lost, and StatementError if a statement of the handler
 * has failed: then the attempt goes on.
 */
export function createEndings({
  writer,
  live,
  onCommit,
}: EndingsOptions): (ending: Ending) => Promise<CompletedRow> {
  const end = createEndGroups(isAboutValuesOf, (endings) =>
    writer.write(endingLocks(endings), (query) => endAttempts(query, endings)),
  );
  const endAndWrite = createEndGroups(
    (error) =>
      isInstance(error, StatementError) ||
      isAboutValuesOf(error) ||
      isDeadlockOf(error) ||
      isDuringStatement((error as Error).cause),
    (endings) => endWithWrites(writer, endings),
  );

  function createEndGroups(
    isOfOneItem: (error: unknown) => boolean,
    run: (endings: readonly Ending[]) => Promise<readonly (CompletedRow | Error)[]>,
  ): (ending: Ending) => Promise<CompletedRow> {
    return createGroups<Ending, CompletedRow>({
      keyOf: ({ claim }) => claim.queue,
      isOfOneItem,
      async run(endings) {
        const startedMs = performance.now();
        const results = await run(endings);
        for (const [index, { claim }] of endings.entries())
          if (!isInstance(results[index], StatementError)) forget(claim);
        onCommit({ received: 0, milliseconds: performance.now() - startedMs });
        return results;
      },
    });
  }

  function forget(claim: Ending['claim']): void {
    if (live.get(claim.id) === claim) live.delete(claim.id);
  }

  return async (ending) => {
    const { outcome, claim } = ending;
    const transaction = outcome.state === 'handled' ? outcome.effects?.transaction : undefined;
    if (!transaction) return writesOf(ending).length > 0 ? endAndWrite(ending) : end(ending);
    const startedMs = performance.now();
    const completed = await endInTransaction(ending, transaction);
    forget(claim);
    onCommit({ received: 0, milliseconds: performance.now() - startedMs });
    return completed;
  };
}

function isAboutValuesOf(error: unknown): boolean {
  return isAboutValues((error as Error).cause);
}

function isDeadlockOf(error: unknown): boolean {
  return isDeadlock((error as Error).cause);
}
