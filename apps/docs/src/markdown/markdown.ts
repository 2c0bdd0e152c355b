import MarkdownIt from 'markdown-it';
import { escapeHtml, Html, html } from '../site/html.ts';
import { diagramOf } from './diagram.ts';
import { highlight } from './highlight.ts';
import { uniqueSlugs } from './slug.ts';

/** Where a link of a document leads: to an address, or to a file of the repository that the site does not have. */
export type LinkTarget = { readonly href: string } | { readonly file: string };

/** What is known of the document that is rendered. */
export interface MarkdownContext {
  /** Finds out where a link leads. */
  readonly resolve: (href: string) => LinkTarget;
  /** A prefix of the ids in diagrams, which have to be unique in a page. */
  readonly id?: string;
}

const markdown = new MarkdownIt({ html: true, linkify: false });

/** A document in Markdown as HTML. Its first heading, which is that of the page, is left out. */
export function renderMarkdown(text: string, context: MarkdownContext): Html {
  const slug = uniqueSlugs();
  let diagrams = 0;
  const env: Env = { context, slug, nextDiagram: () => `${context.id ?? 'diagram'}-${++diagrams}` };
  return new Html(markdown.render(text, { env }).replace(EMPTY_HEAD, ''));
}

// Markdown has no table without a header.
const EMPTY_HEAD = /<thead>\s*<tr>\s*(?:<th scope="col"[^>]*><\/th>\s*)+<\/tr>\s*<\/thead>/g;

/** One paragraph in Markdown, without the element of the paragraph. */
export function renderInline(text: string, context: MarkdownContext = NO_LINKS): Html {
  const env: Env = { context, slug: uniqueSlugs(), nextDiagram: () => '' };
  return new Html(markdown.renderInline(text.trim().replaceAll('\n', ' '), { env }));
}

/** Descriptions in the contract link to addresses only. */
export const NO_LINKS: MarkdownContext = { resolve: (href) => ({ href }) };

/** A block of code with a button that copies it. */
export function codeBlock(code: string, language: string, label?: string): Html {
  const text = code.replace(/\n$/, '');
  // A region that scrolls has to be reachable by keyboard.
  return html`<div class="code"><pre tabindex="0" role="group" aria-label="${label ?? `Code, ${NAMES[language] ?? language}`}"><code>${new Html(highlight(text, language))}</code></pre></div>`;
}

const NAMES: Readonly<Record<string, string>> = {
  '': 'text',
  bash: 'shell',
  sh: 'shell',
  json: 'JSON',
  java: 'Java',
  python: 'Python',
  sql: 'SQL',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  yaml: 'YAML',
};

interface Env {
  readonly context: MarkdownContext;
  readonly slug: (heading: string) => string;
  readonly nextDiagram: () => string;
}

const envOf = (given: unknown): Env => (given as { readonly env: Env }).env;

interface WithAttributes {
  readonly attrGet: (name: string) => string | number | null;
}
const attributeOf = (token: WithAttributes | undefined, name: string): string =>
  String(token?.attrGet(name) ?? '');

const { rules } = markdown.renderer;

rules['fence'] = (tokens, index, _options, given) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  const env = envOf(given);
  const [language = ''] = info.trim().split(/\s/);
  const rendered =
    language === 'mermaid' ? diagramOf(content, env.nextDiagram()) : codeBlock(content, language);
  return rendered.text;
};

rules['heading_open'] = (tokens, index, _options, given) => {
  const { tag = 'h2' } = tokens[index] ?? {};
  const slug = envOf(given).slug(plainText(tokens[index + 1]?.children ?? []));
  return `<${tag} id="${escapeHtml(slug)}">`;
};

rules['heading_close'] = (tokens, index) => `</${tokens[index]?.tag ?? 'h2'}>\n`;

// A wide table scrolls, not the page.
rules['table_open'] = () => '<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n';
rules['table_close'] = () => '</table></div>\n';
rules['th_open'] = (tokens, index) => `<th scope="col"${alignment(tokens[index])}>`;
rules['td_open'] = (tokens, index) => `<td${alignment(tokens[index])}>`;

/** A class in place of a style within the page. */
function alignment(token: WithAttributes | undefined): string {
  const [, side] = /text-align:\s*(right|center)/.exec(attributeOf(token, 'style')) ?? [];
  return side === undefined ? '' : ` class="${side}"`;
}

rules['image'] = (tokens, index, _options, given) => {
  const token = tokens[index];
  const target = envOf(given).context.resolve(attributeOf(token, 'src'));
  const alt = escapeHtml(plainText(token?.children ?? []));
  return 'href' in target ? `<img src="${escapeHtml(target.href)}" alt="${alt}" loading="lazy">` : alt;
};

rules['link_open'] = (tokens, index, _options, given) => {
  const target = envOf(given).context.resolve(attributeOf(tokens[index], 'href'));
  if ('href' in target) return `<a href="${escapeHtml(target.href)}">`;
  const closing = tokens.findIndex((token, n) => n > index && token.type === 'link_close');
  tokens[closing]?.attrSet('data-file', target.file);
  return '<span class="file">';
};

rules['link_close'] = (tokens, index) => {
  const file = attributeOf(tokens[index], 'data-file');
  if (file === '') return '</a>';
  const opening = tokens.findLastIndex((token, n) => n < index && token.type === 'link_open');
  const text = plainText(tokens.slice(opening + 1, index));
  const isNamed = file.endsWith(text.replace(/\/$/, '')) && text !== '';
  return isNamed ? '</span>' : ` <code>${escapeHtml(file)}</code></span>`;
};

interface TextToken {
  readonly type: string;
  readonly content: string;
  readonly children: readonly TextToken[] | null;
}

function plainText(tokens: readonly TextToken[]): string {
  return tokens
    .map(({ type, content, children }) =>
      children ? plainText(children) : type === 'softbreak' ? ' ' : content,
    )
    .join('');
}
