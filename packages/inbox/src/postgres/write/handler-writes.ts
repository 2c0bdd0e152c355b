import type { Write, WriteValue } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import type { CompletedRow } from '../../store.ts';
import { isDeadlock, isOfStatement } from '../connection/explain-error.ts';
import type { Query, RunOnce } from '../connection/open-transaction.ts';
import type { Transactions } from '../connection/transactions.ts';
import { AS_HANDLER } from '../handler-schema.ts';
import { type Ending, endAttempts, endingLocks } from './complete.ts';

/**
 * Ends attempts together with the statements of their handlers, in one transaction. If statements of an attempt fail, the
 * transaction is run again without it.
 *
 * @returns for each what {@link endAttempts} returns, or the StatementError of its statements.
 */
export async function endWithWrites(
  transactions: Transactions,
  endings: readonly Ending[],
): Promise<readonly (CompletedRow | Error)[]> {
  const results = new Map<Ending, CompletedRow | Error>();
  for (let left = endings; left.length > 0; left = left.filter((each) => !results.has(each))) {
    try {
      const ended = await transactions.write(
        endingLocks(left),
        (query, runOnce) => endAndWrite(query, runOnce, left),
        // Each may have locked rows that the other needs. Alone they lock fewer.
        { retriesDeadlock: left.length === 1 },
      );
      for (const [index, result] of ended.entries()) results.set(left[index] as Ending, result);
    } catch (error) {
      if (!(error instanceof FailedStatement) || !error.ending) throw error;
      results.set(error.ending, new StatementError(error.message));
    }
  }
  return endings.map((each) => results.get(each) as CompletedRow | Error);
}

/** The same for attempts whose locks the transaction holds. @throws StatementError if a statement fails. */
export async function endAndWrite(
  query: Query,
  runOnce: RunOnce,
  endings: readonly Ending[],
): Promise<readonly (CompletedRow | Error)[]> {
  const results = await endAttempts(query, endings);
  await query(AS_HANDLER);
  for (const [index, ending] of endings.entries()) {
    // It belongs to another process by now.
    if (results[index] instanceof Error) continue;
    for (const write of writesOf(ending)) await runWrite(runOnce, write, ending);
  }
  // What they defer is checked while it is known whose it is.
  await attributed(() => query(CHECK_DEFERRED), endings.length === 1 ? endings[0] : undefined);
  return results;
}

/** The statements that are carried out together with the end of an attempt. */
export function writesOf({ outcome }: Ending): readonly Write[] {
  return outcome.state === 'handled' ? (outcome.effects?.writes ?? []) : [];
}

/** Carries out statements of handlers in one transaction of their own. @throws StatementError if one fails. */
export function writeForHandlers(transactions: Transactions, writes: readonly Write[]): Promise<void> {
  return transactions.write([], async (query, runOnce) => {
    await query(AS_HANDLER);
    for (const write of writes) await runWrite(runOnce, write, undefined);
    await attributed(() => query(CHECK_DEFERRED), undefined);
  });
}

function runWrite(runOnce: RunOnce, { sql, values }: Write, ending: Ending | undefined): Promise<unknown> {
  return attributed(() => runOnce(sql, bound(values)), ending);
}

/** The values as the driver takes them. */
export function bound(values: readonly WriteValue[]): readonly unknown[] {
  return values.map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
}

/** @param ending whose statement it is, if that is known. */
async function attributed<T>(run: () => Promise<T>, ending: Ending | undefined): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isOfStatement(error) && !endsConnections(error, ending)) throw error;
    throw new FailedStatement(ending, error);
  }
}

/**
 * Whether the connection was lost in each of the last tries to run the statements of an attempt: then one of them may be the
 * reason, and without a limit it would be tried for good.
 */
function endsConnections(error: unknown, ending: Ending | undefined): boolean {
  if (!ending || isDeadlock(error)) return false;
  duringStatement.add(error as object);
  const count = (losses.get(ending.claim) ?? 0) + 1;
  losses.set(ending.claim, count);
  return count >= MAX_LOSSES;
}

/** Whether a transaction has failed while a statement of one of its handlers ran: then each is run alone. */
export function isDuringStatement(error: unknown): boolean {
  return typeof error === 'object' && error !== null && duringStatement.has(error);
}

const duringStatement = new WeakSet<object>();
const losses = new WeakMap<Ending['claim'], number>();
const MAX_LOSSES = 4;

/** A statement of a handler has failed: the transaction has to be run again without it. */
class FailedStatement extends StatementError {
  readonly ending: Ending | undefined;

  constructor(ending: Ending | undefined, cause: unknown) {
    super(`a statement of the handler failed: ${errorMessage(cause)}`);
    this.ending = ending;
  }
}

const CHECK_DEFERRED = 'SET CONSTRAINTS ALL IMMEDIATE';
