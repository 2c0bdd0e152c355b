import type { Violation } from '@partner-webhooks/types/validators';
import type { Incomplete, Revalidation } from '../model.ts';
import type {
  QuarantineDetails,
  QuarantineEdit,
  QuarantineFilter,
  QuarantineRecord,
} from '../reading/quarantine.ts';
import { optionalText, type Row, requiredDate } from './columns.ts';
import type { QuarantineFilterRow, QuarantineRows } from './quarantine-rows.ts';

/** A filter as columns. */
export function quarantineFilterRow({
  receivedFrom,
  receivedTo,
  ...rest
}: QuarantineFilter): QuarantineFilterRow {
  return { ...rest, receivedFrom: receivedFrom?.getTime(), receivedTo: receivedTo?.getTime() };
}

/** A rejected body without the body. */
export function quarantineRecord(row: Row): QuarantineRecord {
  const { id, path, reasons, bytes, lastRevalidation } = row;
  const incomplete = incompleteOf(row);
  return {
    id: String(id),
    ...optionalText('method', row['method']),
    path: String(path),
    ...optionalText('eventType', row['eventType']),
    ...optionalText('contentType', row['contentType']),
    ...optionalText('contentEncoding', row['contentEncoding']),
    ...(incomplete && { incomplete }),
    reasons: reasonsOf(String(reasons)),
    ...(typeof lastRevalidation === 'string' && {
      lastRevalidation: revalidationOf(JSON.parse(lastRevalidation) as Row),
    }),
    receivedAt: requiredDate(row['receivedAt']),
    bytes: Number(bytes),
  };
}

/** A rejected body with the body and its history. */
export function quarantineDetails({ row, revalidations }: QuarantineRows): QuarantineDetails {
  return {
    ...quarantineRecord(row),
    body: row['body'] as Uint8Array,
    revalidations: revalidations.map(revalidationOf),
  };
}

/** An edited copy with the original. */
export function quarantineEdit({ editedAt, editedBy, eventType, body, original }: Row): QuarantineEdit {
  return {
    editedAt: requiredDate(editedAt),
    editedBy: String(editedBy),
    ...optionalText('eventType', eventType),
    body: body as Uint8Array,
    original: original as Uint8Array,
  };
}

/** Damaged reasons do not hide the other bodies of the page. */
function reasonsOf(text: string): readonly Violation[] {
  try {
    return JSON.parse(text) as Violation[];
  } catch {
    return [
      { pointer: '', code: 'unreadable', message: 'the stored reasons are not JSON: they were damaged' },
    ];
  }
}

function incompleteOf({ readBytes, readSha256, totalBytes }: Row): Incomplete | undefined {
  if (typeof readBytes !== 'number') return undefined;
  const sha256 = Buffer.from(readSha256 as Uint8Array).toString('hex');
  return { readBytes, sha256, ...(typeof totalBytes === 'number' && { totalBytes }) };
}

function revalidationOf({ at, eventType, reasons }: Row): Revalidation {
  return {
    at: requiredDate(at),
    ...optionalText('eventType', eventType),
    reasons: reasonsOf(String(reasons)),
  };
}
