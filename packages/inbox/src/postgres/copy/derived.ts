import type { CopiedRow, CopiedTable } from '../../copy/copied-table.ts';
import type { CopySource } from '../../copy/ports.ts';
import { derivedColumns } from '../../rows/derived-columns.ts';
import { queueOf } from '../keys.ts';
import { searchVector } from '../search.ts';
import { fromColumn } from '../text-column.ts';
import { dayOf } from '../write/find-identical.ts';

/** What columns are derived from. */
export interface Derivable {
  /** The value of a copied column. */
  readonly value: (name: string) => CopiedRow[number];
  readonly hash: string;
  readonly searchText: string;
}

/** Derives the value of a column from those that are copied. */
export type Derive = (of: Derivable) => string | bigint | boolean | Uint8Array | null;

/** Columns that are derived, as when a notification is received (../write/receive.ts). */
export const DERIVED: Readonly<Record<string, Derive>> = {
  'notification.queue': ({ value }) => queueOf(fromColumn(String(value('ordering_key')))),
  'notification.clock': ({ value }) => clockOf(value),
  'notification.hash': ({ hash }) => Buffer.from(hash, 'hex'),
  'notification.terms': ({ searchText }) => searchVector(searchText),
  'progress.queue': ({ value }) => queueOf(fromColumn(String(value('ordering_key')))),
  // The heads of the queues are unblocked in the end.
  'progress.blocked': () => true,
  // The receiver that had it has ended, as after `releaseLeases`.
  'progress.lease_expires_at': ({ value }) => (value('state') === 'handling' ? '-infinity' : null),
  'quarantine.bytes': ({ value }) => BigInt((value('body') as Uint8Array).length),
};

/** Columns that keep their defaults, with the reason. */
export const DEFAULTS: Readonly<Record<string, string>> = {
  'progress.claim_token': 'no attempt runs',
  'progress.suspect': 'the first receiver that starts finds the suspects',
  'progress.parked': 'the first claim parks what is paused',
};

/** What the columns of a row are derived from. Only notifications have a body that is parsed. */
export function derivable(
  { name, columns }: CopiedTable,
  row: CopiedRow,
  fingerprint: CopySource['fingerprint'],
): Derivable {
  const value = (of: string) => row[columns.findIndex((column) => column.name === of)] ?? null;
  if (name !== 'notification') return { value, hash: '', searchText: '' };
  const id = fromColumn(String(value('id')));
  const body = value('body') as Uint8Array;
  const { hash, searchText } = derivedColumns(id, fromColumn(String(value('event_type'))), body);
  return { value, searchText, hash: hash ?? hexOf(fingerprint(id, clockOf(value)) ?? NO_FINGERPRINT) };
}

function clockOf(value: Derivable['value']): bigint {
  const occurredAt = value('occurred_at');
  return typeof occurredAt === 'bigint' ? occurredAt : dayOf(Number(value('received_at')));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

// Nothing has this hash.
const NO_FINGERPRINT = new Uint8Array(32);
