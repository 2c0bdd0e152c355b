import type { Schemas } from '../api/client.ts';
import { textOf, timeOf } from '../controls/url-search.ts';

/** What of the audit log is in its URL: the filter of the admin API, and the order. */
export interface AuditSearch {
  readonly operator?: string;
  readonly action?: string;
  /** At this time or later. */
  readonly from?: string;
  /** Before this time. */
  readonly to?: string;
  readonly order?: Schemas['Order'];
}

/** What operators can do, as the audit log calls it. */
export const ACTIONS = [
  'replay',
  'discard',
  'replay job started',
  'replay job ended',
  'discard job started',
  'discard job ended',
  'job cancelled',
  'replay quarantined',
  'edit quarantined',
  'discard quarantined',
  'pause',
  'resume',
] as const;

/** Reads the URL. What is not valid counts as absent. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const read = [
    ['operator', textOf(search['operator'])],
    ['action', textOf(search['action'])],
    ['from', timeOf(search['from'])],
    ['to', timeOf(search['to'])],
    ['order', search['order'] === 'oldest' ? 'oldest' : undefined],
  ] as const;
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}
