import type { DatabaseSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import { openQueries, orderOf, pageConditions, select } from './query.ts';

/** What reads the audit log. */
export interface AuditQueries {
  auditLog(page: PageRow): Row[];
}

/** Opens the audit log for reading. */
export function openAuditQueries(database: DatabaseSync): AuditQueries {
  const list = openQueries(database);
  return {
    auditLog: (page) =>
      list(
        select(
          'seq, at, operator, action, details',
          'audit',
          pageConditions('seq', page),
          orderOf('seq', page),
          page.limit,
        ),
      ),
  };
}
