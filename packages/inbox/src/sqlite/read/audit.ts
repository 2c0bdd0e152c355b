import type { DatabaseSync } from 'node:sqlite';
import type { AuditFilterRow } from '../../rows/audit.ts';
import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import { type Condition, openQueries, orderOf, pageConditions, select } from './query.ts';

/** What reads the audit log. */
export interface AuditQueries {
  auditLog(filter: AuditFilterRow, page: PageRow): Row[];
}

/** Opens the audit log for reading. */
export function openAuditQueries(database: DatabaseSync): AuditQueries {
  const list = openQueries(database);
  return {
    auditLog(filter, page) {
      const conditions = [...conditionsOf(filter), ...pageConditions('seq', page)];
      return list(select(COLUMNS, 'audit', conditions, orderOf('seq', page), page.limit));
    },
  };
}

function conditionsOf({ operator, action, from, to }: AuditFilterRow): Condition[] {
  const conditions: Condition[] = [];
  if (operator !== undefined) conditions.push(['operator = ?', operator]);
  if (action !== undefined) conditions.push(['action = ?', action]);
  if (from !== undefined) conditions.push(['at >= ?', from]);
  if (to !== undefined) conditions.push(['at < ?', to]);
  return conditions;
}

const COLUMNS = 'seq, at, operator, action, details';
