import { createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { escapeHtml } from '../site/html.ts';

// Only the languages that the site has: loading all takes longer than the rest of the build.
const LANGUAGES = {
  bash: () => import('shiki/langs/bash.mjs'),
  dockerfile: () => import('shiki/langs/dockerfile.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  typescript: () => import('shiki/langs/typescript.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
} as const;

const ALIASES: Readonly<Record<string, keyof typeof LANGUAGES>> = {
  js: 'typescript',
  javascript: 'typescript',
  jsonc: 'json',
  py: 'python',
  sh: 'bash',
  shell: 'bash',
  ts: 'typescript',
  yml: 'yaml',
};

// One class for each kind of text: the stylesheet has their colours, for dark and light, and no page needs a style of its own.
const KINDS = {
  comment: ['comment', 'punctuation.definition.comment'],
  string: ['string', 'punctuation.definition.string'],
  number: ['constant.numeric', 'constant.language', 'constant.character.escape'],
  keyword: ['keyword', 'storage', 'keyword.operator.expression'],
  name: ['entity.name.function', 'support.function', 'entity.name.command'],
  type: ['entity.name.type', 'support.type.primitive', 'support.class', 'storage.type.java'],
  property: [
    'support.type.property-name',
    'entity.name.tag',
    'meta.object-literal.key',
    'variable.parameter',
  ],
} as const;

// A colour stands for its kind: what the highlighter gives is a colour.
const COLOURS = Object.keys(KINDS).map((kind, n) => [kind, `#00000${n + 1}`] as const);

const highlighter = await createHighlighterCore({
  engine: createJavaScriptRegexEngine({ forgiving: true }),
  langs: Object.values(LANGUAGES).map((load) => load()),
  themes: [
    {
      name: 'kinds',
      type: 'light',
      colors: { 'editor.foreground': '#000000', 'editor.background': '#ffffff' },
      settings: COLOURS.map(([kind, foreground]) => ({
        scope: [...KINDS[kind as keyof typeof KINDS]],
        settings: { foreground },
      })),
    },
  ],
});

/** Code as HTML, with a class for each kind of text: `k-comment`, `k-string`. Unknown languages are plain text. */
export function highlight(code: string, language: string): string {
  const lang = ALIASES[language] ?? language;
  if (!Object.hasOwn(LANGUAGES, lang)) return escapeHtml(code);
  const { tokens } = highlighter.codeToTokens(code, { lang, theme: 'kinds' });
  return tokens
    .map((line) => line.map(({ content, color }) => span(content, kindOf(color))).join(''))
    .join('\n');
}

function kindOf(colour: string | undefined): string | undefined {
  return COLOURS.find(([, each]) => each === colour?.toLowerCase())?.[0];
}

function span(text: string, kind: string | undefined): string {
  const escaped = escapeHtml(text);
  return kind === undefined || text.trim() === '' ? escaped : `<span class="k-${kind}">${escaped}</span>`;
}
