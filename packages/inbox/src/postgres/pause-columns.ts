import type { Row } from '../rows/columns.ts';
import { fromColumn } from './text-column.ts';

/** The columns of a pause. */
export const PAUSE = `event_type AS "eventType", paused_at AS "pausedAt", paused_by AS "pausedBy", reason`;

/** A row with the columns {@link PAUSE}. */
export function fromPauseRow({ eventType, pausedAt, pausedBy, reason }: Row): Row {
  return { eventType, pausedAt, pausedBy: textOf(pausedBy), reason: textOf(reason) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? fromColumn(value) : undefined;
}
