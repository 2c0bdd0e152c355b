import { parse } from 'yaml';

/** An edit of one line. */
export interface LineEdit {
  /** Index of the line. */
  readonly line: number;
  readonly kind:
    | 'delete'
    | 'duplicate'
    | 'swap'
    | 'join'
    | 'split'
    | 'character'
    | 'word'
    | 'digit'
    | 'insert';
  /** Column or index of a word, modulo how many there are. */
  readonly at: number;
  /** What is put in. */
  readonly text: string;
}

/** A page after an edit. */
export function edited(lines: readonly string[], { line, kind, at, text }: LineEdit): string {
  const before = lines[line] ?? '';
  const after = (...replaced: string[]) =>
    [...lines.slice(0, line), ...replaced, ...lines.slice(line + 1)].join('\n');
  const column = at % (before.length + 1);
  switch (kind) {
    case 'delete':
      return after();
    case 'duplicate':
      return after(before, before);
    case 'swap':
      return [...lines.slice(0, line), lines[line + 1] ?? '', before, ...lines.slice(line + 2)].join('\n');
    case 'join':
      return [...lines.slice(0, line), before + (lines[line + 1] ?? ''), ...lines.slice(line + 2)].join('\n');
    case 'split':
      return after(before.slice(0, column), before.slice(column));
    case 'character':
      return after(before.slice(0, column) + text + before.slice(column + 1));
    case 'insert':
      return after(before.slice(0, column) + text + before.slice(column));
    case 'digit':
      return after(before.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)));
    case 'word': {
      const words = before.split(/\b/);
      words[at % words.length] = text;
      return after(words.join(''));
    }
  }
}

/**
 * Whether an edit changes only white space, the order of whole parts, a date or id of an example, or prose and navigation.
 */
export function isHarmless(lines: readonly string[], { line, kind }: LineEdit, after: string): boolean {
  const before = lines.join('\n');
  // A document says what belongs to what, so that its meaning has no order. On a page, lines are all that there is.
  const isDocument = IS_DOCUMENT.test(before.trimStart());
  if (kind === 'swap' && !isDocument) return true;
  const [was, is] = [before, after].map((page) => meaning(page));
  // An example need not have what is optional, and another edit of it is reported if it is no valid example.
  if ((kind === 'delete' || kind === 'swap') && withoutExamples(before) === withoutExamples(after))
    return true;
  if (was === is || (!isDocument && sorted(was ?? '') === sorted(is ?? ''))) return true;
  const touched = kind === 'join' ? [line, line + 1] : [line];
  return touched.every((each) => isProse(lines[each] ?? ''));
}

const IS_DOCUMENT = /^(openapi\s*:|\{)/;

function withoutExamples(page: string): string | undefined {
  return JSON.stringify(parsed(page), (name, value) => (name === 'example' ? undefined : value));
}

function parsed(page: string): unknown {
  try {
    return IS_DOCUMENT.test(page) ? parse(page) : Math.random();
  } catch {
    return Math.random();
  }
}

function meaning(given: string): string {
  const page = given.trimStart();
  if (IS_DOCUMENT.test(page)) return meaningOfDocument(page) ?? page;
  const text = /^<!doctype/i.test(page)
    ? page
        .replace(/<head>.*?<\/head>/s, '')
        .replaceAll(/<[^>]*>/g, '\n')
        .replaceAll(/&quot;?/g, '"')
    : page;
  return (
    withoutDates(toLastBrace(text.replace(/^.*?(?=^\s*(?:• *)?POST)/ms, '')))
      .replaceAll(/^\s+|[ \t]+$/gm, '')
      .replaceAll(/:\s*-?\d+(\.\d+)?(?=[,\s}\]])/g, ': 1')
      .replaceAll(/("description"):\s*"[^"]*"/g, '$1: "words"')
      .replaceAll(/:\s*"(?![A-Z_]{2,}")[^"]*"/g, ': "words"')
      .replaceAll(/Possible\s*values\s*:?/g, '')
      // What a status means is free.
      .replaceAll(/^(\d{3})\n(?:(?!post$)[A-Z][\w ]*\n)*/gm, '$1\n')
      .replaceAll(
        /^post\n(?:(?!Body$).*\n)*?.*\b(event\s[A-Z][A-Z0-9_]*)\b.*\n(?:.*\1\n)?Body$/gm,
        'post\n$1\nBody',
      )
      .replaceAll(/\s+/g, '')
  );
}

/** By a regular expression it takes several milliseconds. */
function toLastBrace(text: string): string {
  return text.slice(0, text.lastIndexOf('}') + 1) || text;
}

/** A document without words, with values in one order. */
function meaningOfDocument(text: string): string | undefined {
  try {
    const document = parse(text);
    const schemas: Record<string, unknown> = document.components?.schemas ?? {};
    // What is no schema is used by none.
    for (const [name, schema] of Object.entries(schemas))
      if (typeof schema !== 'object') delete schemas[name];
    return withoutDates(JSON.stringify(withoutWords(document)));
  } catch {
    return undefined;
  }
}

function withoutWords(given: unknown): unknown {
  const value = isTypeImplied(given) ? { ...given, type: 'implied' } : given;
  if (Array.isArray(value))
    return [...new Set(value.map((each) => JSON.stringify(withoutWords(each))))].sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([name, inner]) => !(WORDS.has(name) && typeof inner !== 'object') && !/^(x-|info$|tags$)/.test(name),
      )
      .map(([name, inner]) => [name, name === 'example' ? shapeOf(inner) : withoutWords(inner)])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

/** An example without numbers, and without texts that are no constants. */
function shapeOf(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, inner) => {
      if (typeof inner === 'number') return 1;
      return typeof inner === 'string' && (name === 'description' || !/^[A-Z_]{2,}$/.test(inner))
        ? 'words'
        : inner;
    }),
  );
}

/** Whether a schema has a type by its values or properties, so that the type says nothing more. */
function isTypeImplied(value: unknown): value is object {
  const { enum: values, properties } = (value ?? {}) as { enum?: unknown; properties?: unknown };
  const hasProperties = typeof properties === 'object' && properties !== null;
  return hasProperties || (Array.isArray(values) && values.every((each) => typeof each === 'string'));
}

const WORDS: ReadonlySet<string> = new Set(['description', 'operationId', 'summary', 'title']);

function withoutDates(text: string): string {
  return text
    .replaceAll(/"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/gi, '"id"')
    .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"/g, '"time"');
}

const sorted = (text: string) => [...text].sort().join('');

function isProse(line: string): boolean {
  return line.trim() === '' || PROSE.test(line) || NAME.test(line);
}

const PROSE =
  /^\s*(•(?! *POST)|Logo|Last updated|On this page|Host: |Accept: |Content-Length: |Powered by|OK$|No content$|\d\. |"description": "text"|Possible values:$|[a-z][a-z ]+$)/;

// The name of a webhook, which its description has too.
const NAME = /^ {2}[A-Z_]+:$/;
