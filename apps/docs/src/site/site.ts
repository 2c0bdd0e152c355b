import { Eleventy } from '@11ty/eleventy';
import type { Addresses } from '../guides/links.ts';
import { resolveLink } from '../guides/links.ts';
import { headingsOf, partsOf } from '../layout/headings.ts';
import { type Frame, layout } from '../layout/layout.ts';
import { renderMarkdown } from '../markdown/markdown.ts';
import { type SearchDocument, searchDocuments } from '../search/documents.ts';
import { Html, html } from './html.ts';
import type { Page } from './page.ts';

/** The site before it is written. */
export interface Site {
  readonly pages: readonly Page[];
  readonly frame: Frame;
  readonly addresses: Addresses;
  /** Pictures that are copied, by their paths in the repository. */
  readonly pictures: ReadonlyMap<string, string>;
}

/**
 * Writes the site by Eleventy.
 *
 * @param input a folder of which no file is a template: each page is given to Eleventy as a template.
 * @param output the folder that it is written to.
 * @returns what the search finds.
 */
export async function writeSite(
  { pages, frame, addresses }: Site,
  input: string,
  output: string,
): Promise<readonly SearchDocument[]> {
  const byUrl = new Map(pages.map((page) => [`/${page.url}`, page]));
  const found: SearchDocument[] = [];
  const eleventy = new Eleventy(input, output, {
    quietMode: true,
    configPath: null,
    config(config) {
      config.setUseGitIgnore(false);
      config.setLibrary('md', {
        render(text, { page: { url } }) {
          const page = pageAt(byUrl, url);
          const resolve = (href: string) => resolveLink(addresses, page.source ?? '', page.url, href);
          return html`<h1>${page.title}</h1>\n${renderMarkdown(text, { resolve })}`.text;
        },
      });
      config.addTransform('layout', function (content) {
        const page = pageAt(byUrl, this.page.url);
        const parts = partsOf(content);
        if (page.isSearchable !== false) found.push(...searchDocuments(page, parts));
        return layout(page, new Html(content), headingsOf(parts), frame);
      });
      for (const { url, body } of pages) {
        const [content, type] = 'markdown' in body ? [body.markdown, 'md'] : [body.html.text, 'html'];
        config.addTemplate(`${url.replace(/\.html$/, '')}.${type}`, content, { permalink: `/${url}` });
      }
      // What is between braces is text of the documents, not a template.
      return { markdownTemplateEngine: false, htmlTemplateEngine: false };
    },
  });
  await eleventy.write();
  return found;
}

function pageAt(pages: ReadonlyMap<string, Page>, url: string): Page {
  const page = pages.get(url.endsWith('/') ? `${url}index.html` : url);
  if (!page) throw new Error(`expected a page at ${url}`);
  return page;
}
