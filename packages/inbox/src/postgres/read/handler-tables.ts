import type { HandlerRow } from '../../effects/effects.ts';
import type { Write } from '../../effects/write.ts';
import { errorMessage } from '../../error-text.ts';
import { StatementError } from '../../errors.ts';
import { isOfStatement, isReadOnly } from '../connection/explain-error.ts';
import type { Transactions } from '../connection/transactions.ts';
import { AS_HANDLER } from '../handler-schema.ts';

/** Reads the tables of the handlers. @throws StatementError if the statement fails, and InboxUnavailableError. */
export function readForHandlers(
  transactions: Transactions,
  { sql, values }: Write,
): Promise<readonly HandlerRow[]> {
  return transactions.read(async (query, runOnce) => {
    await query(AS_HANDLER);
    try {
      return (await runOnce(sql, values)).rows;
    } catch (error) {
      // A standby reads as well, so it is the statement that wants to write.
      if (!isOfStatement(error) && !isReadOnly(error)) throw error;
      throw new StatementError(`a statement of the handler failed: ${errorMessage(error)}`);
    }
  });
}
