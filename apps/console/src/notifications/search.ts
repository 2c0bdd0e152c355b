import type { Schemas } from '../api/client.ts';
import { flagOf, textOf, timeOf } from '../controls/url-search.ts';

type Filter = Schemas['NotificationFilter'];

/** The states of a notification, in the order in which it passes through them. */
export const STATES = [
  'pending',
  'handling',
  'handled',
  'dead',
  'discarded',
] as const satisfies Schemas['State'][];

/** What of the list is in its URL: the filter of the admin API, and the order. */
export interface NotificationSearch extends Filter {
  readonly order?: Schemas['Order'];
}

const TEXTS = ['eventType', 'subject', 'text', 'cause'] as const;
const TIMES = ['receivedFrom', 'receivedTo'] as const;

/** Reads the URL. What is not valid counts as absent. */
export function readNotificationSearch(search: Readonly<Record<string, unknown>>): NotificationSearch {
  const texts = TEXTS.map((name) => [name, textOf(search[name])] as const);
  const times = TIMES.map((name) => [name, timeOf(search[name])] as const);
  const others = [
    ['state', STATES.find((each) => each === search['state'])],
    ['unreadable', flagOf(search['unreadable'])],
    ['order', search['order'] === 'oldest' ? 'oldest' : undefined],
  ] as const;
  return Object.fromEntries([...texts, ...times, ...others].filter(([, value]) => value !== undefined));
}

/** The filter of a search, without the order. */
export function filterOf({ order: _order, ...filter }: NotificationSearch): Filter {
  return filter;
}

/** A filter in words. */
export function filterInWords({
  eventType,
  state,
  subject,
  text,
  cause,
  receivedFrom,
  receivedTo,
  unreadable,
}: Filter): string {
  const parts = [
    unreadable && 'unreadable',
    eventType,
    state && `in state ${state}`,
    subject && `about ${subject}`,
    text && `with the text “${text}”`,
    cause && `with the cause ${cause}`,
    receivedFrom && `received from ${receivedFrom}`,
    receivedTo && `received before ${receivedTo}`,
  ].filter((each) => typeof each === 'string');
  return parts.length === 0 ? 'all notifications' : parts.join(', ');
}
