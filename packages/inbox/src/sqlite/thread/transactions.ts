import { errorMessage, isInstance } from '../../error-text.ts';
import { InvalidCallError, StatementError } from '../../errors.ts';
import type { Program } from '../program.ts';
import type { CallMessage, CallResult, TransactionResult } from './protocol.ts';

/**
 * Runs calls of a program in transactions.
 *
 * @param FatalError after an error of this class nothing must be acknowledged: it is thrown, so that the thread ends, and the
 * process with it.
 * @returns what runs calls in one transaction. It gives one result, or several if a failing call had to be isolated.
 */
export function createTransactions(
  program: Program,
  FatalError: abstract new (...args: never) => Error,
): (calls: readonly CallMessage[]) => TransactionResult[] {
  function run(calls: readonly CallMessage[]): TransactionResult[] {
    const startedMs = performance.now();
    const taken = () => ({ calls: calls.length, milliseconds: performance.now() - startedMs });
    try {
      program.begin(calls.map(([method]) => method));
      const results = calls.map((call) => resultOf(program, call));
      program.commit();
      return [{ ...taken(), results, received: program.received?.() ?? 0 }];
    } catch (error) {
      if (error instanceof FatalError) throw error;
      program.rollback();
      // A statement of a handler has ended the transaction.
      if (isInstance(error, StatementError)) {
        if (calls.length > 1) return calls.flatMap((call) => run([call]));
        return [{ ...taken(), results: [failed(error)], received: 0 }];
      }
      const advice = program.afterFailure?.(error) ?? 'give up';
      if (advice === 'again') return run(calls);
      if (advice === 'apart' && calls.length > 1) return calls.flatMap((call) => run([call]));
      return [{ ...taken(), failure: errorMessage(error) }];
    }
  }
  return run;
}

/**
 * A call that is invalid, or whose statements fail, fails alone and has changed nothing. Any other error fails the whole transaction: the call may have
 * written a part of its changes, which must not be committed.
 */
function resultOf(program: Program, [method, args]: CallMessage): CallResult {
  const run: unknown = Reflect.get(program, method);
  // `Thread.call` takes the names of methods only, so this is a fault of the program.
  if (typeof run !== 'function') throw new Error(`there is no method ${method}`);
  try {
    return { value: run(...args) };
  } catch (error) {
    const isOfCall = isInstance(error, InvalidCallError) || isInstance(error, StatementError);
    if (!isOfCall || program.hasEnded?.()) throw error;
    return failed(error);
  }
}

function failed(error: InvalidCallError | StatementError): CallResult {
  return { error: error.message, isOfStatement: isInstance(error, StatementError) };
}
