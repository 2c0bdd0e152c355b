import { textOf } from '../controls/url-search.ts';

/** What of the view is in its URL. */
export interface DriftSearch {
  readonly eventType?: string;
}

/** Reads the URL. What is not valid counts as absent. */
export function readDriftSearch(search: Readonly<Record<string, unknown>>): DriftSearch {
  const eventType = textOf(search['eventType']);
  return eventType === undefined ? {} : { eventType };
}
