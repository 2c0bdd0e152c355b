/** The inbox cannot store or read anything now, or does not know whether it has stored something. The sender has to retry. */
export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}

/** The notification is not in a state that allows the call. The call has changed nothing. */
export class InvalidCallError extends Error {
  override readonly name = 'InvalidCallError';
}

/** The cursor is not the `nextCursor` of an earlier page of this inbox. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

/**
 * A statement of a handler cannot be carried out: it is wrong, or the database has refused it. Nothing that the handler has
 * written is stored.
 */
export class StatementError extends Error {
  override readonly name = 'StatementError';
}

/** A migration of the handlers cannot be run. The message names its file. Nothing has been changed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}
