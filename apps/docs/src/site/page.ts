import { posix } from 'node:path';
import type { Html } from './html.ts';

/** A page of the site. */
export interface Page {
  /** Below the root of the site, such as `webhooks/transfer-notification.html`. */
  readonly url: string;
  /** The name of the page: its heading, and the first part of its title. */
  readonly title: string;
  /** A name that is searched for, besides the title: the event type of a webhook. */
  readonly name?: string;
  /** One sentence for search engines and lists. */
  readonly description?: string;
  /** The tab of the header that it belongs to. */
  readonly section: Section;
  /** Its file in the repository, if it is written by hand. */
  readonly source?: string;
  readonly body: Body;
  /** Whether the search finds it. */
  readonly isSearchable?: boolean;
  /** A page with a wide body has no list of its headings beside it. */
  readonly isWide?: boolean;
}

/** The tabs of the header. */
export type Section = 'home' | 'webhooks' | 'guides' | 'reference' | 'decisions';

type Body = { readonly markdown: string } | { readonly html: Html };

/** The link from one page to another, or to a file of the site; it works at any address of the site, and without a server. */
export function linkBetween(from: string, to: string): string {
  const [path = '', hash] = to.split('#');
  const link = path === from || path === '' ? '' : posix.relative(posix.dirname(from), path);
  return hash === undefined ? link || posix.basename(from) : `${link}#${hash}`;
}
