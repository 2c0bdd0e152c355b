import type { Schemas } from '../api/client.ts';
import { textOf } from '../controls/url-search.ts';

/** The periods that the overview can show, with their names. */
export const PERIODS = [
  ['hour', 'Hour'],
  ['day', 'Day'],
  ['week', 'Week'],
  ['month', 'Month'],
] as const satisfies readonly (readonly [Schemas['ActivityPeriod'], string])[];

/** What of the overview is in its URL. */
export interface OverviewSearch {
  readonly period?: Schemas['ActivityPeriod'] | undefined;
  readonly eventType?: string | undefined;
}

/** Reads the URL. What is not valid counts as absent. */
export function readOverviewSearch(search: Readonly<Record<string, unknown>>): OverviewSearch {
  const period = PERIODS.find(([each]) => each === search['period'])?.[0];
  const eventType = textOf(search['eventType']);
  return {
    ...(period && { period }),
    ...(eventType !== undefined && { eventType }),
  };
}
