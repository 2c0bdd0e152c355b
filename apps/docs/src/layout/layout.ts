import { type Html, html } from '../site/html.ts';
import { linkBetween, type Page } from '../site/page.ts';
import type { Heading } from './headings.ts';
import { type Navigation, TABS } from './navigation.ts';

/** The name of the site, the last part of each title. */
const SITE = 'Partner Webhooks';

/**
 * What a page may load: only files of the site. No script or style is written into a page, so that a receiver can serve it
 * under the same policy as a header; this one is for other servers.
 */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** What all pages have in common. */
export interface Frame {
  readonly navigation: Navigation;
  /** Of the contract. */
  readonly version: string;
}

/** A whole page. */
export function layout(page: Page, body: Html, headings: readonly Heading[], frame: Frame): string {
  const groups = frame.navigation[page.section];
  const hasContents = !page.isWide && headings.length > 1;
  return html`${head(page, CONTENT_SECURITY_POLICY)}
<body class="section-${page.section}${groups.length === 0 && ' without-sidebar'}">
${header(page, groups.length > 0)}
<div class="page">
${groups.length > 0 && sidebar(page, frame)}
<main id="content" class="content" tabindex="-1">
<article>
${body}
</article>
${page.source !== undefined && html`<p class="source">Written in <code>${page.source}</code></p>`}
${groups.length > 0 && neighbours(page, frame)}
</main>
${hasContents && contents(headings)}
</div>
<footer class="footer"><p>Contract ${frame.version}. Built from the repository; nothing on this page is loaded from elsewhere.</p></footer>
</body>
</html>
`.text;
}

/** The beginning of a page, until the body. */
export function head(page: HeadOf, policy: string, more?: Html): Html {
  const { url, title, section, description } = page;
  const link = (to: string): string => linkBetween(url, to);
  return html`<!DOCTYPE html>
<html lang="en" data-root="${link('index.html').replace(/index\.html$/, '') || './'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${section === 'home' ? `${SITE}: documentation` : `${title} · ${SITE}`}</title>
${description !== undefined && html`<meta name="description" content="${description}">`}
<link rel="icon" href="${link('assets/icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${link('assets/site.css')}">
<script src="${link('assets/theme.js')}"></script>
<script src="${link('assets/site.js')}" defer></script>
${more}
</head>`;
}

type HeadOf = Pick<Page, 'url' | 'title' | 'section' | 'description'>;

/** The header of a page: the name of the site, the tabs, the search. */
export function header({ url, section }: HeadOf, hasSidebar: boolean, heading?: Html): Html {
  const link = (to: string): string => linkBetween(url, to);
  return html`<a class="skip" href="#content">Skip to the content</a>
<header class="header">
${heading}
${hasSidebar && html`<button class="icon-button menu-button" type="button" data-menu hidden aria-expanded="false" aria-controls="sidebar" aria-label="Menu">${MENU_ICON}</button>`}
<a class="logo" href="${link('index.html')}">${LOGO}<span>${SITE}</span></a>
<nav class="tabs" aria-label="Sections">
${TABS.map((tab) => html`<a href="${link(tab.url)}"${tab.section === section && CURRENT_SECTION}>${tab.title}</a>\n`)}</nav>
<div class="tools">
<button class="search-button" type="button" data-search hidden>${SEARCH_ICON}<span>Search</span><kbd>/</kbd></button>
<button class="icon-button" type="button" data-theme-toggle hidden aria-label="Switch between dark and light">${THEME_ICON}</button>
</div>
</header>`;
}

function sidebar(page: Page, { navigation }: Frame): Html {
  return html`<nav id="sidebar" class="sidebar" aria-label="Pages of this section">
${navigation[page.section].map(
  ({ title, items }) => html`<h2>${title}</h2>
<ul>
${items.map((item) => html`<li><a href="${linkBetween(page.url, item.url)}"${item.url === page.url && CURRENT}>${item.title}</a></li>\n`)}</ul>
`,
)}</nav>`;
}

function contents(headings: readonly Heading[]): Html {
  return html`<aside class="contents"><nav aria-label="On this page"><h2>On this page</h2>
<ul>
${headings.map(({ id, title, level }) => html`<li class="level-${level}"><a href="#${id}">${title}</a></li>\n`)}</ul>
</nav></aside>`;
}

/** Links to the pages before and after, in the order of the sidebar. */
function neighbours({ section, url }: Page, { navigation }: Frame): Html | undefined {
  const items = navigation[section].flatMap((group) => group.items);
  const index = items.findIndex((item) => item.url === url);
  const [before, after] = [items[index - 1], items[index + 1]];
  if (index < 0 || (!before && !after)) return undefined;
  return html`<nav class="neighbours" aria-label="Pages before and after">
${before && html`<a rel="prev" href="${linkBetween(url, before.url)}"><small>Previous</small> ${before.title}</a>`}
${after && html`<a rel="next" href="${linkBetween(url, after.url)}"><small>Next</small> ${after.title}</a>`}
</nav>`;
}

const CURRENT = html` aria-current="page"`;
const CURRENT_SECTION = html` aria-current="true"`;

const icon = (paths: Html): Html =>
  html`<svg aria-hidden="true" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${paths}</svg>`;
const SEARCH_ICON = icon(html`<circle cx="11" cy="11" r="7"/><path d="m21 21-4.3-4.3"/>`);
const THEME_ICON = icon(
  html`<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 0 0 18z" fill="currentColor"/>`,
);
const MENU_ICON = icon(html`<path d="M4 6h16M4 12h16M4 18h16"/>`);
const LOGO = icon(
  html`<path d="M3 12h8"/><path d="m8 8 4 4-4 4"/><path d="M15 4h3a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-3"/>`,
);
