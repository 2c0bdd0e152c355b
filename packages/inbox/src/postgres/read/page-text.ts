import type { Row } from '../../rows/columns.ts';
import type { PageRow } from '../../rows/page.ts';
import { NOTIFICATION, withTexts } from './notifications.ts';

/**
 * SQL: the notifications whose seqs are in `page`, in the order of the list, each with the columns of `about`, which has one
 * row. Without notifications it gives that row alone.
 */
export function pageText({ oldestFirst }: PageRow, about: string): string {
  return `
    SELECT ${NOTIFICATION}, ${about}.* FROM ${about}
    LEFT JOIN (page JOIN notification USING (seq) JOIN progress USING (seq)) ON true
    ORDER BY notification.seq ${oldestFirst ? 'ASC' : 'DESC'}`;
}

/** The notifications that a {@link pageText} gives. */
export function rowsOfPage(rows: readonly Row[]): Row[] {
  return rows.filter(({ seq }) => seq !== null).map(withTexts);
}
