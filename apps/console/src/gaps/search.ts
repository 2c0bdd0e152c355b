import { textOf, timeOf } from '../controls/url-search.ts';

/** The kinds of gaps, with their names. `all` is the default, and not in the URL. */
export const KINDS = [
  ['all', 'All'],
  ['waiting', 'Waiting'],
  ['no-beginning', 'No beginning'],
  ['skipped', 'Skipped'],
  ['new-transition', 'New transition'],
] as const;

type Kind = (typeof KINDS)[number][0];

/** How long a subject may stay in a status that is not final, in seconds, with its name. */
export const WAITING = [
  [3_600, '1 hour'],
  [86_400, '1 day'],
  [7 * 86_400, '1 week'],
  [30 * 86_400, '30 days'],
] as const;

/** The default: that of the command line. */
export const DEFAULT_WAITING = 7 * 86_400;

/** What of the view is in its URL: what is read, and what of the result is shown. */
export interface GapsSearch {
  readonly eventType?: string;
  readonly receivedFrom?: string;
  readonly receivedTo?: string;
  /** In seconds. */
  readonly waiting?: number;
  readonly kind?: Kind;
}

/** Reads the URL. What is not valid counts as absent. */
export function readGapsSearch(search: Record<string, unknown>): GapsSearch {
  const { waiting } = search;
  const read = [
    ['eventType', textOf(search['eventType'])],
    ['receivedFrom', timeOf(search['receivedFrom'])],
    ['receivedTo', timeOf(search['receivedTo'])],
    [
      'waiting',
      WAITING.find(
        ([seconds]) => (waiting === seconds || waiting === String(seconds)) && seconds !== DEFAULT_WAITING,
      )?.[0],
    ],
    ['kind', KINDS.find(([kind]) => kind === search['kind'] && kind !== 'all')?.[0]],
  ];
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}
