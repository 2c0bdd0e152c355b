import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import type { QuarantineFilterRow, QuarantineRows } from '../../rows/quarantine-rows.ts';
import { prepareAll } from '../prepare-all.ts';
import { type Condition, openQueries, orderOf, pageConditions, type Query, select } from './query.ts';

/** What reads rejected bodies. */
export interface QuarantineQueries {
  quarantined(filter: QuarantineFilterRow, page: PageRow): Row[];
  quarantinedBody(id: string): QuarantineRows | undefined;
  quarantineEdit(id: string): Row | undefined;
}

/** Opens the quarantine for reading. */
export function openQuarantineQueries(database: DatabaseSync): QuarantineQueries {
  const sql = prepareAll(database, STATEMENTS);
  const list = openQueries(database);
  return {
    quarantined: (filter, page) => list(quarantineList(filter, page)),

    quarantineEdit(id) {
      const row = sql.edit.get(id);
      return row && { ...row };
    },

    quarantinedBody(id) {
      const row = sql.quarantinedBody.get(id);
      if (!row) return undefined;
      return { row: { ...row }, revalidations: sql.revalidations.all(Number(row['seq'])) };
    },
  };
}

function quarantineList(filter: QuarantineFilterRow, page: PageRow): Query {
  const { eventType, path, receivedFrom, receivedTo } = filter;
  const conditions: Condition[] = [];
  if (eventType !== undefined) conditions.push(['event_type = ?', eventType]);
  if (path !== undefined) conditions.push(['path = ?', path]);
  if (receivedFrom !== undefined) conditions.push(['received_at >= ?', receivedFrom]);
  if (receivedTo !== undefined) conditions.push(['received_at < ?', receivedTo]);
  conditions.push(...pageConditions('seq', page));
  return select(COLUMNS, 'quarantine', conditions, orderOf('seq', page), page.limit);
}

const COLUMNS = `
  seq, id, method, path, event_type AS eventType, content_type AS contentType, content_encoding AS contentEncoding,
  read_bytes AS readBytes, read_sha256 AS readSha256, total_bytes AS totalBytes, reasons, received_at AS receivedAt,
  length(body) AS bytes,
  (SELECT json_object('at', validated_at, 'eventType', event_type, 'reasons', reasons) FROM quarantine_revalidation
    WHERE quarantined = quarantine.seq ORDER BY number DESC LIMIT 1) AS lastRevalidation`;

const STATEMENTS = {
  edit: `
    SELECT edited_at AS editedAt, edited_by AS editedBy, event_type AS eventType, body, original FROM quarantine_edit
    WHERE id = ?`,
  quarantinedBody: `SELECT ${COLUMNS}, body FROM quarantine WHERE id = ?`,
  revalidations: `
    SELECT validated_at AS at, event_type AS eventType, reasons FROM quarantine_revalidation
    WHERE quarantined = ? ORDER BY number`,
};
