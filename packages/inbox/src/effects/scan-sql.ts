/** Which SQL a statement is written in. */
export type Dialect = 'SQLite' | 'PostgreSQL';

/** What can be said of a text with SQL without a database. */
export interface ScannedSql {
  /** The first keyword of each statement in capitals; empty if it begins with something else. */
  readonly keywords: readonly string[];
  /** All keywords and names, in small letters unless they are quoted. */
  readonly words: ReadonlySet<string>;
  /** The parameters, in the order of the text, such as `$1`. */
  readonly parameters: readonly string[];
}

/**
 * Splits SQL into its tokens, by the lexical rules of SQLite (https://www.sqlite.org/lang_keywords.html, `tokenize.c`) or of
 * PostgreSQL (https://www.postgresql.org/docs/current/sql-syntax-lexical.html). Texts and comments are skipped. A text that
 * is not terminated ends with the SQL: the database reports it.
 */
export function scanSql(sql: string, dialect: Dialect): ScannedSql {
  const pattern = TOKENS[dialect];
  pattern.lastIndex = 0;
  const words = new Set<string>();
  const parameters: string[] = [];
  const keywords: string[] = [];
  let isEmpty = true;
  while (pattern.lastIndex < sql.length) {
    if (dialect === 'PostgreSQL' && sql.startsWith('/*', pattern.lastIndex)) {
      pattern.lastIndex = endOfComment(sql, pattern.lastIndex);
      continue;
    }
    const { space, end, quoted, word, parameter } = pattern.exec(sql)?.groups ?? {};
    if (space !== undefined) continue;
    if (end !== undefined) {
      isEmpty = true;
      continue;
    }
    if (isEmpty && sql[pattern.lastIndex - 1] !== '(') {
      keywords.push(word?.toUpperCase() ?? '');
      isEmpty = false;
    }
    if (parameter !== undefined) parameters.push(parameter);
    if (quoted !== undefined) words.add(unquoted(quoted));
    if (word !== undefined) words.add(word.toLowerCase());
  }
  return { keywords, words, parameters };
}

function unquoted(name: string): string {
  const mark = name[0] ?? '';
  return name.slice(1, -1).replaceAll(mark + mark, mark);
}

/** Comments of PostgreSQL contain comments. */
function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

const WORD = String.raw`(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\w$\u0080-\u{10ffff}]*)`;
const OTHER = String.raw`\d[\w.]*|[^]`;
const TEXT = `'[^']*(?:''[^']*)*'?`;
const NAME = `"[^"]*(?:""[^"]*)*"?`;

const TOKENS: Readonly<Record<Dialect, RegExp>> = {
  SQLite: anyOf(
    String.raw`(?<space>[\s\uFEFF]+|--[^\n]*|/\*[^]*?(?:\*/|$))`,
    '(?<end>;)',
    TEXT,
    `(?<quoted>${NAME}|\`[^\`]*(?:\`\`[^\`]*)*\`?|\\[[^\\]]*\\]?)`,
    WORD,
    String.raw`(?<parameter>[?$@:][\w$]*)`,
    OTHER,
  ),
  PostgreSQL: anyOf(
    String.raw`(?<space>\s+|--[^\n]*)`,
    '(?<end>;)',
    String.raw`[eE]'[^'\\]*(?:(?:''|\\[^])[^'\\]*)*'?`,
    TEXT,
    `(?<quoted>${NAME})`,
    String.raw`\$(?<tag>(?:[\p{L}_\u0080-\u{10ffff}][\p{L}\w\u0080-\u{10ffff}]*)?)\$[^]*?(?:\$\k<tag>\$|$)`,
    WORD,
    String.raw`(?<parameter>\$\d+)`,
    OTHER,
  ),
};

function anyOf(...tokens: readonly string[]): RegExp {
  return new RegExp(tokens.join('|'), 'uy');
}
