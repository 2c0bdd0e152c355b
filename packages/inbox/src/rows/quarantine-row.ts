import type { RejectedBody, Revalidation } from '../model.ts';
import type { QuarantineEdit } from '../reading/quarantine.ts';

/** A rejected body as a row. */
export interface RejectedRow {
  readonly id: string;
  readonly method: string | null;
  readonly path: string;
  readonly eventType: string | null;
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly readBytes: number | null;
  readonly readSha256: Uint8Array | null;
  readonly totalBytes: number | null;
  readonly reasons: string;
  readonly receivedAt: number;
  readonly body: Uint8Array;
}

/** A revalidation as a row. */
export interface RevalidationRow {
  readonly at: number;
  readonly eventType: string | null;
  readonly reasons: string;
}

/** The columns of a rejected body. */
export function rejectedRow(rejected: RejectedBody): RejectedRow {
  const { id, method, path, eventType, contentType, contentEncoding, incomplete, reasons, receivedAt } =
    rejected;
  return {
    id,
    method: method ?? null,
    path,
    eventType: eventType ?? null,
    contentType: contentType ?? null,
    contentEncoding: contentEncoding ?? null,
    readBytes: incomplete?.readBytes ?? null,
    readSha256: incomplete ? Buffer.from(incomplete.sha256, 'hex') : null,
    totalBytes: incomplete?.totalBytes ?? null,
    reasons: JSON.stringify(reasons),
    receivedAt: receivedAt.getTime(),
    body: rejected.body,
  };
}

/** The columns of a revalidation. */
export function revalidationRow({ at, eventType, reasons }: Revalidation): RevalidationRow {
  return { at: at.getTime(), eventType: eventType ?? null, reasons: JSON.stringify(reasons) };
}

/** An edited copy as a row. */
export interface EditRow {
  readonly editedAt: number;
  readonly editedBy: string;
  readonly eventType: string | null;
  readonly body: Uint8Array;
}

/** The columns of an edited copy. */
export function editRow({ editedAt, editedBy, eventType, body }: Omit<QuarantineEdit, 'original'>): EditRow {
  return { editedAt: editedAt.getTime(), editedBy, eventType: eventType ?? null, body };
}
