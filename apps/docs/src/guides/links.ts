import { posix } from 'node:path';
import type { LinkTarget } from '../markdown/markdown.ts';
import { linkBetween } from '../site/page.ts';

/** The addresses of what the site has of the repository, by path: documents, YAML files of the contract, pictures. */
export type Addresses = ReadonlyMap<string, string>;

/**
 * Finds out where a link in a document leads. Links are written for GitHub, relative to the file. One to a file that the site
 * does not have, such as code, is shown as its path.
 *
 * @param source the document, as a path in the repository.
 * @param url the page that it is shown in.
 */
export function resolveLink(addresses: Addresses, source: string, url: string, href: string): LinkTarget {
  if (/^[a-z][a-z+.-]*:/i.test(href) || href.startsWith('#')) return { href };
  const [path = '', hash] = href.split('#');
  const file = posix.normalize(posix.join(posix.dirname(source), path)).replace(/\/$/, '');
  const address = addresses.get(file) ?? addresses.get(`${file}/README.md`);
  if (address === undefined) return { file };
  return { href: linkBetween(url, hash === undefined ? address : `${address}#${hash}`) };
}
