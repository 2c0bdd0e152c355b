import { EVENT_TYPES } from '@partner-webhooks/types';
import { orderingKeyOf } from '../../identity/subject.ts';
import type { FilterRow } from '../../rows/filter-row.ts';
import type { PageRow } from '../../rows/page.ts';
import { queueOf } from '../keys.ts';
import { toColumn } from '../text-column.ts';
import { allOf, conditionsOn, matching, type Table } from './filter-conditions.ts';
import type { Add } from './parameters.ts';
import type { SeqRange } from './seq-range.ts';

/** Rows in the order of `seq`, some of which a list has. */
export interface Candidates {
  /** SQL that gives `seq`, and whether the row `matches` as far as it is known there. @param limit LIMIT, and OFFSET. */
  readonly text: (limit: string) => string;
  /** How many a page reads at most. */
  readonly most: number;
  /** SQL: the other conditions, on the rows with the seq `candidate.seq`. */
  readonly others: string;
  /** SQL: their order, which is that of `seq`. */
  readonly order: string;
}

/**
 * The candidates of a filter: those that an index knows, or all rows.
 *
 * @param isStateRarer whether the state of the filter has fewer notifications than its event type.
 */
export function candidatesOf(
  add: Add,
  filter: FilterRow,
  { oldestFirst }: PageRow,
  { first, last }: SeqRange,
  isStateRarer: boolean,
): Candidates {
  const { eventType, state, subject, unreadable, cause } = filter;
  const direction = oldestFirst ? 'ASC' : 'DESC';
  const order = `ORDER BY seq ${direction}`;
  const place = `seq >= ${first} AND seq <= ${last}`;

  /** Rows of an index that has the seq as well: their table is not read. */
  const inIndex = (table: Table, where: string, ...known: (keyof FilterRow)[]): Candidates => {
    const rows = `SELECT seq, true AS matches FROM ${table} WHERE ${where} AND ${place} ${order}`;
    const others = matching(add, filter, known);
    return { text: (limit) => `${rows} ${limit}`, most: MOST_LOOKED_UP, others, order };
  };
  /** The same for several parts of an index. @param parts SQL that gives `part`. */
  const inEach = (parts: string, table: Table, where: string, ...known: (keyof FilterRow)[]): Candidates => {
    const { text, ...rest } = inIndex(table, where, ...known);
    const ofEach = text(`LIMIT ${MOST_LOOKED_UP}`);
    return {
      text: (limit) =>
        `SELECT each.* FROM (${parts}) AS parts, LATERAL (${ofEach}) AS each ORDER BY each.seq ${direction} ${limit}`,
      ...rest,
    };
  };

  if (cause !== undefined && eventType !== undefined) {
    const where = `event_type = ${add(toColumn(eventType))} AND cause = ${add(cause)}`;
    return inIndex('progress', where, 'cause', 'eventType');
  }
  if (cause !== undefined) {
    const parts = `SELECT unnest(${add(EVENT_TYPES)}::text[]) AS part UNION SELECT event_type FROM counter`;
    return inEach(parts, 'progress', `event_type = part AND cause = ${add(cause)}`, 'cause');
  }
  if (subject) {
    const queues = subject.eventTypes.map((each) => queueOf(orderingKeyOf(each, subject.value)));
    const parts = `SELECT unnest(${add(queues)}::uuid[]) AS part`;
    return inEach(parts, 'notification', 'queue = part', 'eventType');
  }
  if (unreadable) return inIndex('progress', 'unreadable IS NOT NULL', 'unreadable');
  if (state !== undefined && state !== 'handled' && (eventType === undefined || isStateRarer)) {
    // As the index says which states it has.
    return inIndex('progress', `state = ${add(state)} AND state <> 'handled'`, 'state');
  }
  if (eventType !== undefined) {
    // As a range of the index, because for a single event type the planner may take the index of `seq`, and read the rows of all
    // other event types in between.
    const [type, own] = [
      add(toColumn(eventType)),
      allOf(conditionsOn(add, filter, 'notification', ['eventType'])),
    ];
    const inOrder = `ORDER BY event_type ${direction}, seq ${direction}`;
    const rows = `
      SELECT seq, event_type, ${own} AS matches FROM notification
      WHERE (event_type, seq) >= (${type}, ${first}) AND (event_type, seq) <= (${type}, ${last}) ${inOrder}`;
    return {
      text: (limit) => `${rows} ${limit}`,
      most: MOST_LOOKED_UP,
      others: matching(add, filter, [], 'notification'),
      order: inOrder,
    };
  }

  const table = filter.terms ? 'notification' : 'progress';
  const own = allOf(conditionsOn(add, filter, table));
  const rows = `SELECT seq, ${own} AS matches FROM ${table} WHERE ${place} ${order}`;
  return {
    text: (limit) => `${rows} ${limit}`,
    most: MOST_IN_ORDER,
    others: matching(add, filter, [], table),
    order,
  };
}

// Rows at scattered places: so many are read in some milliseconds if they are in memory.
const MOST_LOOKED_UP = 2_000;

// Rows that are stored one after the other.
const MOST_IN_ORDER = 10_000;
