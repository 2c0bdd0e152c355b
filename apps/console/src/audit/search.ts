import type { Schemas } from '../api/client.ts';

/** What of the audit log is in its URL. */
export interface AuditSearch {
  readonly order?: Schemas['Order'];
}

/** Reads the URL. What is not valid counts as absent. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return search['order'] === 'oldest' ? { order: 'oldest' } : {};
}
