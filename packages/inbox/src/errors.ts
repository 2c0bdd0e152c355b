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
