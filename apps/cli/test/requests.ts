/** An id under which nothing is stored. */
export const ANY_ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

/** One call of each command that reads what a receiver has. */
export const READING: readonly string[][] = [
  ['inbox', 'list'],
  ['inbox', 'show', ANY_ID],
  ['inbox', 'export'],
  ['inbox', 'follow', '--no-reconnect'],
  ['quarantine', 'list'],
  ['quarantine', 'show', ANY_ID],
  ['quarantine', 'validate', '--file', 'body', '--as', 'RE_TOKEN_PRICES'],
  ['failures'],
  ['gaps'],
  ['timeline', 'any-subject'],
  ['audit'],
  ['jobs'],
  ['statistics'],
  ['observations'],
  ['handlers'],
  ['config'],
];

/** One call of each command that changes something in a receiver. */
export const CHANGING: readonly string[][] = [
  ['inbox', 'replay', ANY_ID],
  ['inbox', 'replay', '--all'],
  ['inbox', 'discard', ANY_ID, '--reason', 'why'],
  ['inbox', 'discard', '--all', '--reason', 'why'],
  ['quarantine', 'edit', ANY_ID, '--file', 'body'],
  ['quarantine', 'replay', ANY_ID],
  ['quarantine', 'replay', '--all'],
  ['quarantine', 'discard', ANY_ID, '--reason', 'why'],
  ['quarantine', 'discard', '--all', '--reason', 'why'],
  ['jobs', 'cancel', ANY_ID],
  ['pause', '--all'],
  ['resume', 'RE_TOKEN_PRICES'],
];
