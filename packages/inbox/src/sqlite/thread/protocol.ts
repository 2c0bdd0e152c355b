/** The message to a thread: calls, or the order to end. */
export type Message = readonly CallMessage[] | 'close';

/** One call. */
export type CallMessage = readonly [method: string, args: readonly unknown[]];

/** The outcome of one call. An error is that of the call, or of a statement of a handler (`isOfStatement`). */
export type CallResult =
  | { readonly value: unknown }
  | { readonly error: string; readonly isOfStatement: boolean };

/**
 * The outcome of one transaction: a result for each of its calls, which are the oldest ones without a result; or one failure
 * for all of them, none of which has had an effect.
 */
export type TransactionResult = {
  readonly calls: number;
  readonly milliseconds: number;
  readonly notices?: readonly string[];
} & ({ readonly results: readonly CallResult[]; readonly received: number } | { readonly failure: string });
