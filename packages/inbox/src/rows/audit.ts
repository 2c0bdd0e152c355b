import type { AuditEntry } from '../reading/operators.ts';
import { type Row, requiredDate } from './columns.ts';

/** An entry of the audit log as columns. */
export interface AuditRow {
  readonly at: number;
  readonly operator: string;
  readonly action: string;
  /** JSON. */
  readonly details: string;
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
