import { applyEdits, format, type ParseError, parseTree } from 'jsonc-parser';

/** Reads what JSON is, and nothing else that the parser knows. */
export const STRICT = { disallowComments: true, allowTrailingComma: false };

/** A text of JSON with line breaks. Only its white space changes. A text that is no JSON stays as it is. */
export function indented(text: string): string {
  const json = withoutByteOrderMark(text);
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, STRICT);
  return root && errors.length === 0 ? applyEdits(json, format(json, undefined, STYLE)) : text;
}

/** A text in which each character has its position, and that a parser takes which does not know the mark. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

const STYLE = { insertSpaces: true, tabSize: 2, eol: '\n' };
