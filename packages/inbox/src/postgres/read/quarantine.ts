import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import type { QuarantineFilterRow, QuarantineRows } from '../../rows/quarantine-rows.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { conditionsOf } from './conditions.ts';

/** The rejected bodies of a page. */
export async function listQuarantined(
  query: Query,
  { eventType, path, receivedFrom, receivedTo }: QuarantineFilterRow,
  page: PageRow,
): Promise<Row[]> {
  const { add, where, values } = conditionsOf();
  if (eventType !== undefined) add('event_type = ?', toColumn(eventType));
  if (path !== undefined) add('path = ?', toColumn(path));
  if (receivedFrom !== undefined) add('received_at >= ?', receivedFrom);
  if (receivedTo !== undefined) add('received_at < ?', receivedTo);
  if (page.after !== undefined) add(`seq ${page.oldestFirst ? '>' : '<'} ?`, page.after);
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  const text = `SELECT ${COLUMNS} FROM quarantine ${where()} ORDER BY seq ${order} LIMIT ${page.limit}`;
  return (await query(text, values)).map(withTexts);
}

/** One rejected body with its revalidations. */
export async function findQuarantined(query: Query, id: string): Promise<QuarantineRows | undefined> {
  const [row] = await query(ONE, [toColumn(id)]);
  if (!row) return undefined;
  const revalidations = await query(REVALIDATIONS, [row['seq']]);
  return { row: withTexts(row), revalidations: revalidations.map(withTexts) };
}

/** The edited copy of a body. */
export async function findEdit(query: Query, id: string): Promise<Row | undefined> {
  const [row] = await query(EDIT, [toColumn(id)]);
  return row && withTexts(row);
}

/** The texts that may have an escape. */
function withTexts(row: Row): Row {
  const texts = ['id', 'method', 'path', 'eventType', 'contentType', 'contentEncoding', 'reasons']
    .filter((name) => typeof row[name] === 'string')
    .map((name) => [name, fromColumn(String(row[name]))]);
  return { ...row, ...Object.fromEntries(texts) };
}

const COLUMNS = `
  seq, id, method, path, event_type AS "eventType", content_type AS "contentType", content_encoding AS "contentEncoding",
  read_bytes AS "readBytes", read_sha256 AS "readSha256", total_bytes AS "totalBytes", reasons,
  received_at AS "receivedAt", bytes,
  (SELECT json_build_object('at', validated_at, 'eventType', event_type, 'reasons', reasons)::text
    FROM quarantine_revalidation WHERE quarantined = quarantine.seq ORDER BY number DESC LIMIT 1) AS "lastRevalidation"`;

const ONE = `SELECT ${COLUMNS}, body FROM quarantine WHERE id = $1`;

const EDIT = `
  SELECT edited_at AS "editedAt", edited_by AS "editedBy", event_type AS "eventType", body, original FROM quarantine_edit
  WHERE id = $1`;

const REVALIDATIONS = `
  SELECT validated_at AS at, event_type AS "eventType", reasons FROM quarantine_revalidation
  WHERE quarantined = $1 ORDER BY number`;
