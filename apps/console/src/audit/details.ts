import type { Schemas } from '../api/client.ts';

/** What an entry of the audit log says, for a row of a table. */
export interface AuditDetails {
  /** The page of the one thing that was changed. */
  readonly target?: { readonly to: 'notification' | 'quarantined'; readonly id: string };
  /** What was selected: a filter, an event type, a job. */
  readonly selection: readonly (readonly [name: string, value: string])[];
  /** How many matched, and what became of them. */
  readonly counts: readonly (readonly [name: string, count: number])[];
  readonly reason?: string;
}

/** Reads the details of an entry, which differ by action. What is not known here is shown as it is. */
export function auditDetails({ action, details }: Schemas['AuditEntry']): AuditDetails {
  const { id, filter, reason, dryRun: _never, notificationId, ...rest } = details;
  const body = notificationId === undefined ? {} : { body: id };
  const others = Object.entries({ ...body, ...rest }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const target = typeof id === 'string' ? targetOf(action, id, details) : undefined;
  return {
    ...(target && { target }),
    selection: [
      ...filterOf(filter),
      ...others
        .filter(([, value]) => typeof value !== 'number')
        .map(([name, value]) => [name, text(value)] as const),
    ],
    counts: others.flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : [])),
    ...(typeof reason === 'string' && { reason }),
  };
}

/** A body that was received is a notification with the same id, and a duplicate is another one; one that was discarded is nowhere. */
function targetOf(
  action: string,
  id: string,
  { outcome, notificationId }: Schemas['AuditEntry']['details'],
): AuditDetails['target'] {
  if (typeof notificationId === 'string') return { to: 'notification', id: notificationId };
  if (!action.endsWith('quarantined')) return { to: 'notification', id };
  return { to: outcome === 'received' ? 'notification' : 'quarantined', id };
}

function filterOf(filter: unknown): [string, string][] {
  if (typeof filter !== 'object' || filter === null) return [];
  const conditions = Object.entries(filter).filter(([, value]) => value !== undefined);
  if (conditions.length === 0) return [['filter', 'all']];
  return conditions.map(([name, value]) => [name, text(value)]);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
