import type { Row } from '../../rows/columns.ts';
import type { NotificationRows } from '../../rows/notification-rows.ts';
import type { Query } from '../connection/open-transaction.ts';
import { fromColumn, toColumn } from '../text-column.ts';

/** One notification with its deliveries and attempts. */
export async function findNotification(query: Query, id: string): Promise<NotificationRows | undefined> {
  const [row] = await query(ONE, [toColumn(id)]);
  if (!row) return undefined;
  const attempts = await query(ATTEMPTS, [row['seq']]);
  return {
    row: withTexts(row),
    deliveries: await query(DELIVERIES, [row['seq']]),
    attempts: attempts.map(withTexts),
  };
}

/** The texts that may have an escape. */
export function withTexts(row: Row): Row {
  const texts = ['id', 'orderingKey', 'error', 'discardReason', 'unreadable', 'repeats']
    .filter((name) => typeof row[name] === 'string')
    .map((name) => [name, fromColumn(String(row[name]))]);
  return { ...row, ...Object.fromEntries(texts) };
}

/** The columns of a notification in a list. */
export const NOTIFICATION = `
  notification.seq, notification.id, notification.event_type AS "eventType", notification.ordering_key AS "orderingKey",
  progress.state, notification.received_at AS "receivedAt", progress.last_received_at AS "lastReceivedAt",
  progress.deliveries, progress.attempts, progress.replays, progress.due_at AS "dueAt",
  progress.completed_at AS "completedAt", progress.error, progress.discarded_at AS "discardedAt",
  progress.discard_reason AS "discardReason", progress.unreadable, notification.repeats,
  progress.replayed_by AS "replayedBy"`;

const ONE = `SELECT ${NOTIFICATION}, notification.body FROM notification JOIN progress USING (seq) WHERE id = $1`;

const DELIVERIES = `SELECT received_at AS "receivedAt" FROM delivery WHERE seq = $1 ORDER BY number`;

const ATTEMPTS = `
  SELECT number, outcome, started_at AS "startedAt", ended_at AS "endedAt", error FROM attempt
  WHERE seq = $1 ORDER BY number DESC LIMIT 100`;
