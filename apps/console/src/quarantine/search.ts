import type { Schemas } from '../api/client.ts';
import { textOf, timeOf } from '../controls/url-search.ts';

type Filter = Schemas['QuarantineFilter'];

/** What of the list is in its URL: the filter of the admin API, and the order. */
export interface QuarantineSearch extends Filter {
  readonly order?: Schemas['Order'];
}

const TEXTS = ['eventType', 'path'] as const;
const TIMES = ['receivedFrom', 'receivedTo'] as const;

/** Reads the URL. What is not valid counts as absent. */
export function readQuarantineSearch(search: Record<string, unknown>): QuarantineSearch {
  const read = [
    ...TEXTS.map((name) => [name, textOf(search[name])] as const),
    ...TIMES.map((name) => [name, timeOf(search[name])] as const),
    ['order', search['order'] === 'oldest' ? 'oldest' : undefined] as const,
  ];
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

/** The filter of a search, without the order. */
export function filterOf({ order: _order, ...filter }: QuarantineSearch): Filter {
  return filter;
}

/** A filter in words. */
export function filterInWords({ eventType, path, receivedFrom, receivedTo }: Filter): string {
  const parts = [
    eventType,
    path && `sent to ${path}`,
    receivedFrom && `received from ${receivedFrom}`,
    receivedTo && `received before ${receivedTo}`,
  ].filter((each) => typeof each === 'string');
  return parts.length === 0 ? 'all rejected bodies' : parts.join(', ');
}
