import { type Node, type ParseError, parseTree } from 'jsonc-parser';
import { isJson } from '../contract/is-json.ts';

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
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfText(json, at) - 1;
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === BRACKET_END || code === BRACE_END) depth -= 1;
  }
  return deepest;
}

/** Where a text in quotation marks ends, from its first one on. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return json.length;
}

/**
 * A text of JSON with line breaks. Only its white space changes. A text that is no JSON stays as it is. One pass: a body of 1 MB
 * takes 50 ms, in place of 400 ms with the edits of a general formatter.
 */
export function indented(text: string): string {
  const json = withoutByteOrderMark(text);
  if (!isJson(json) || depthOf(json) > MAX_DEPTH) return text;
  const pieces: string[] = [];
  let depth = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    const start = at;
    at += 1;
    if (code === COLON) pieces.push(': ');
    else if (code === COMMA) pieces.push(',', lineBreak(depth));
    else if (code === BRACKET || code === BRACE) {
      while (isSpace(json.charCodeAt(at))) at += 1;
      const next = json.charCodeAt(at);
      if (next === BRACKET_END || next === BRACE_END) {
        pieces.push(code === BRACKET ? '[]' : '{}');
        at += 1;
      } else {
        depth += 1;
        pieces.push(code === BRACKET ? '[' : '{', lineBreak(depth));
      }
    } else if (code === BRACKET_END || code === BRACE_END) {
      depth -= 1;
      pieces.push(lineBreak(depth), code === BRACKET_END ? ']' : '}');
    } else if (!isSpace(code)) {
      if (code === QUOTE) at = endOfText(json, start);
      else while (at < json.length && isPlain(json.charCodeAt(at))) at += 1;
      pieces.push(json.slice(start, at));
    }
  }
  return pieces.join('');
}

/** A text in which each character has its position, and that a parser takes which does not know the mark. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

const BREAKS: string[] = [];

function lineBreak(depth: number): string {
  BREAKS[depth] ??= `\n${'  '.repeat(depth)}`;
  return BREAKS[depth];
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Whether a character is one of a number, or of `true`, `false` or `null`. */
function isPlain(code: number): boolean {
  return code !== COMMA && code !== BRACKET_END && code !== BRACE_END && !isSpace(code);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_END = 0x5d;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
