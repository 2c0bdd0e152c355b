import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';

/** A query and the values in it. */
export interface Query {
  readonly text: string;
  readonly values: (string | number)[];
}

/** A condition and the values in it. */
export type Condition = [condition: string, ...values: (string | number)[]];

/** A query for some rows of one table. */
export function select(
  columns: string,
  from: string,
  conditions: readonly Condition[],
  order: string,
  limit: number,
): Query {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(([text]) => text).join(' AND ')}` : '';
  return {
    text: `SELECT ${columns} FROM ${from} ${where} ORDER BY ${order} LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

/** The condition that leads to the page, in the order of `seq`. @param seq the column that has it. */
export function pageConditions(seq: string, { after, oldestFirst }: PageRow): Condition[] {
  return after === undefined ? [] : [[`${seq} ${oldestFirst ? '>' : '<'} ?`, after]];
}

/** The order of a list. @param seq the column that has the seq. */
export function orderOf(seq: string, { oldestFirst }: Pick<PageRow, 'oldestFirst'>): string {
  return `${seq} ${oldestFirst ? 'ASC' : 'DESC'}`;
}

/** Opens what runs queries. Their texts are few, so each is prepared once. */
export function openQueries(database: DatabaseSync): (query: Query) => Row[] {
  const statements = new Map<string, StatementSync>();
  return ({ text, values }) => {
    const statement = statements.get(text) ?? database.prepare(text);
    statements.set(text, statement);
    return statement.all(...values).map((row) => ({ ...row }));
  };
}
