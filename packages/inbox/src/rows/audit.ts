import type { AuditEntry, AuditFilter } from '../reading/operators.ts';
import { type Row, requiredDate } from './columns.ts';

/** An entry of the audit log as columns. */
export interface AuditRow {
  readonly at: number;
  readonly operator: string;
  readonly action: string;
  /** JSON. */
  readonly details: string;
}

/** A filter as columns. */
export interface AuditFilterRow {
  readonly operator?: string;
  readonly action?: string;
  readonly from?: number;
  readonly to?: number;
}

/** A filter as columns. */
export function auditFilterRow({ from, to, ...texts }: AuditFilter): AuditFilterRow {
  return { ...texts, ...(from && { from: from.getTime() }), ...(to && { to: to.getTime() }) };
}

/** An entry as columns. */
export function auditRow({ at, operator, action, details }: AuditEntry): AuditRow {
  return { at: at.getTime(), operator, action, details: JSON.stringify(details) };
}

/** A row as an entry. */
export function auditEntry({ at, operator, action, details }: Row): AuditEntry {
  return {
    at: requiredDate(at),
    operator: String(operator),
    action: String(action),
    details: JSON.parse(String(details)) as Record<string, unknown>,
  };
}
