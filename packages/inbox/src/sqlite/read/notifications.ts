import type { DatabaseSync } from 'node:sqlite';
import type { FilterRow } from '../../rows/filter-row.ts';
import type { FoundRows, NotificationRows } from '../../rows/notification-rows.ts';
import type { PageRow } from '../../rows/page.ts';
import { prepareAll } from '../prepare-all.ts';
import {
  hitList,
  MAX_HITS,
  matchingNotifications,
  NOTIFICATION,
  notificationList,
  type Span,
} from './notification-queries.ts';
import { openQueries } from './query.ts';
import { openSeqOfTime } from './seq-of-time.ts';
import { openTermLookup } from './term-lookup.ts';

/** What reads notifications. */
export interface NotificationQueries {
  notifications(filter: FilterRow, page: PageRow): FoundRows;
  notification(id: string): NotificationRows | undefined;
}

/** Opens notifications for reading. */
export function openNotifications(database: DatabaseSync): NotificationQueries {
  const sql = prepareAll(database, STATEMENTS);
  const firstSeqAt = openSeqOfTime(database);
  const termLookup = openTermLookup(database);
  const list = openQueries(database);

  /** Checks the candidates of a page. @returns `undefined` if an index leads to exactly what the filter says. */
  const checkHits = (filter: FilterRow, span: Span, page: PageRow): FoundRows | undefined => {
    const terms = filter.terms?.map((each) => ({
      ...each,
      ...(each.isPrefix && { expansions: termLookup.beginningWith(each.term) }),
    }));
    const query = hitList({ ...filter, terms }, span, page, isStateRarer(filter));
    if (!query) return undefined;
    const [hits] = list(query);
    const rows = list(matchingNotifications(filter, String(hits?.['seqs']), page));
    const isComplete = rows.length === page.limit || Number(hits?.['count']) < MAX_HITS;
    return { rows, ...(!isComplete && { searchedTo: Number(hits?.['last']) }) };
  };

  /** Whether the state of a filter has fewer notifications than its event type. */
  const isStateRarer = ({ eventType, state }: FilterRow): boolean => {
    if (eventType === undefined || state === undefined) return false;
    const counts = sql.rarer.get({ eventType, state });
    return Number(counts?.['ofState']) < Number(counts?.['ofType']);
  };

  return {
    notifications(filter, page) {
      const { receivedFrom, receivedTo } = filter;
      const span = {
        from: receivedFrom === undefined ? undefined : firstSeqAt(receivedFrom),
        to: receivedTo === undefined ? undefined : firstSeqAt(receivedTo),
      };
      return checkHits(filter, span, page) ?? { rows: list(notificationList(filter, span, page)) };
    },

    notification(id) {
      const row = sql.notification.get(id);
      if (!row) return undefined;
      const seq = Number(row['seq']);
      return { row: { ...row }, deliveries: sql.deliveries.all(seq), attempts: sql.attempts.all(seq) };
    },
  };
}

const STATEMENTS = {
  notification: `SELECT ${NOTIFICATION}, body FROM notification WHERE id = ?`,
  deliveries: `SELECT received_at AS receivedAt FROM delivery WHERE notification = ? ORDER BY number`,
  attempts: `
    SELECT number, outcome, started_at AS startedAt, ended_at AS endedAt, error FROM attempt
    WHERE notification = ? ORDER BY number DESC LIMIT 100`,

  rarer: `
    SELECT
      coalesce(sum(count) FILTER (WHERE state = :state), 0) AS ofState,
      coalesce(sum(count) FILTER (WHERE event_type = :eventType), 0) AS ofType
    FROM counter`,
};
