import { type Edit, format, type Node, type ParseError, parseTree } from 'jsonc-parser';

/** The tree of a text of JSON; `undefined` if there is none, or if it is so deep that the parser, which recurs, would fail. */
export function treeOf(json: string, errors: ParseError[]): Node | undefined {
  return depthOf(json) > MAX_DEPTH ? undefined : parseTree(json, errors, STRICT);
}

// What JSON is, and nothing else that the parser knows.
const STRICT = { disallowComments: true, allowTrailingComma: false };
const MAX_DEPTH = 500;

/** How many brackets are open at once at most. Those within texts do not count. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [part] of json.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (part === '[' || part === '{') depth += 1;
    else if (part === ']' || part === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** A text of JSON with line breaks. Only its white space changes. A text that is no JSON stays as it is. */
export function indented(text: string): string {
  const json = withoutByteOrderMark(text);
  const errors: ParseError[] = [];
  const root = treeOf(json, errors);
  return root && errors.length === 0 ? edited(json, format(json, undefined, STYLE)) : text;
}

/** A text in which each character has its position, and that a parser takes which does not know the mark. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

// The library's `applyEdits` copies the text for each edit: 160 s for a body of 660 kB, in place of 0.1 s.
function edited(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { offset, length, content } of edits.toSorted((a, b) => a.offset - b.offset)) {
    pieces.push(text.slice(end, offset), content);
    end = offset + length;
  }
  return [...pieces, text.slice(end)].join('');
}

const STYLE = { insertSpaces: true, tabSize: 2, eol: '\n' };
