/** The inbox can store nothing now. The sender has to retry; nothing has been acknowledged. */
export class InboxUnavailableError extends Error {
  override readonly name = 'InboxUnavailableError';
}

/** The call is not possible in the present state. It fails before it changes anything, so its transaction goes on without it. */
export class InvalidCallError extends Error {
  override readonly name = 'InvalidCallError';
}

/** The cursor does not come from an earlier page of this inbox. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}
