import { errorMessage, isInstance } from '../../error-text.ts';
import { InboxUnavailableError, InvalidCallError, StatementError } from '../../errors.ts';

/** What a call of the inbox rejects with: an invalid call is the caller's fault, everything else is the database's. */
export function explainError(error: unknown): InboxUnavailableError | InvalidCallError | StatementError {
  if (isInstance(error, InvalidCallError) || isInstance(error, StatementError)) return error;
  if (isInstance(error, InboxUnavailableError)) return error;
  return new InboxUnavailableError(`the database cannot be used now: ${errorMessage(error)}`, {
    cause: error,
  });
}

/** Whether the transaction may succeed if it is run again at once: it was chosen to resolve a deadlock. */
export function isDeadlock(error: unknown): boolean {
  return ['40P01', '40001'].includes(codeOf(error));
}

/**
 * Whether the server has ended the session because nothing was done in its transaction for too long. It has rolled the
 * transaction back: a COMMIT that was on its way has not been read.
 */
export function isEndedWhileIdle(error: unknown): boolean {
  return codeOf(error) === '25P03';
}

/**
 * Whether the connection has ended or does not respond. The server ends (57P), or has ended the session (25P03, 25P04: its
 * transaction took too long). An error of `pg` itself has no code.
 */
export function isConnectionLost(error: unknown): boolean {
  if (isInstance(error, InvalidCallError) || isInstance(error, StatementError)) return false;
  return /^($|57P|08|25P0[34]|E[A-Z])/.test(codeOf(error));
}

/**
 * Whether a prepared statement is missing, or there already: a pooler in transaction mode gives each transaction another
 * session. Then statements are not prepared.
 */
export function isOfPreparing(error: unknown): boolean {
  return ['26000', '42P05'].includes(codeOf(error));
}

/** Whether what was written is to blame, and not the state of the server: a value that a column does not take, for instance. */
export function isAboutValues(error: unknown): boolean {
  return /^(22|23|54)/.test(codeOf(error));
}

/**
 * Whether a statement is to blame, and not the state of the server: its connection (class 08), its memory or its disk (53, 58),
 * its end (57P), that of the session (25P03, 25P04), its faults (XX), another transaction (40), or that it is a standby that
 * only reads (25006).
 */
export function isOfStatement(error: unknown): boolean {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|40|53|57P|58|XX|25006|25P0[34]|E)/.test(code);
}

/** Whether the transaction only reads, because it was begun so or the server is a standby. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006';
}

/** The SQLSTATE, or the code of the operating system; empty if there is none. */
function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
