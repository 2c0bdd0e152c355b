import type { AuditFilterRow } from '../../rows/audit.ts';
import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';
import { conditionsOf } from './conditions.ts';

/** The entries of a page. */
export async function readAuditLog(
  query: Query,
  { operator, action, from, to }: AuditFilterRow,
  page: PageRow,
): Promise<Row[]> {
  const { add, where, values } = conditionsOf();
  if (operator !== undefined) add('operator = ?', toColumn(operator));
  if (action !== undefined) add('action = ?', toColumn(action));
  if (from !== undefined) add('at >= ?', from);
  if (to !== undefined) add('at < ?', to);
  if (page.after !== undefined) add(`seq ${page.oldestFirst ? '>' : '<'} ?`, page.after);
  const order = page.oldestFirst ? 'ASC' : 'DESC';
  const rows = await query(
    `SELECT seq, at, operator, action, details FROM audit ${where()} ORDER BY seq ${order} LIMIT ${page.limit}`,
    values,
  );
  return rows.map((row) => ({ ...row, details: fromColumn(String(row['details'])) }));
}
