import { Parser } from 'htmlparser2';
import type { Publication } from '../published.ts';
import { BOUNDARY, type Line, toLine } from './text/line.ts';
import { readLines } from './text/page.ts';

/** Whether a text is an HTML page. */
export function isHtml(text: string): boolean {
  return /^\s*(<!--[\s\S]*?-->\s*)*(<!doctype html|<html)/i.test(text);
}

/** Reads an HTML page as the text that a browser shows. Line numbers are those of the file. @throws UnreadableError */
export function readHtml(html: string): Publication {
  return { form: 'HTML', ...readLines(shownLines(html)) };
}

/** The lines that a browser shows, with boundaries between elements in one line. */
function shownLines(html: string): Line[] {
  const lines: Line[] = [];
  const lineOf = lineNumbers(html);
  let parts = '';
  let number = 1;
  let hidden = 0;
  let preformatted = 0;
  const endLine = () => {
    const line = toLine(parts, number);
    if (line.text !== '') lines.push(line);
    parts = '';
  };
  const append = (text: string, offset: number) => {
    if (text.trim() !== '' && parts.replaceAll(BOUNDARY, '').trim() === '') number = lineOf(offset);
    parts += text;
  };
  const parser = new Parser({
    onopentagname(name) {
      if (HIDDEN.has(name)) hidden += 1;
      if (name === 'pre') preformatted += 1;
      if (!INLINE.has(name)) endLine();
      else parts += BOUNDARY;
      if (name === 'li') parts = '• ';
    },
    onclosetag(name) {
      if (HIDDEN.has(name)) hidden -= 1;
      if (name === 'pre') preformatted -= 1;
      if (!INLINE.has(name)) endLine();
      else parts += BOUNDARY;
    },
    ontext(text) {
      if (hidden > 0) return;
      if (preformatted === 0) return append(text.replaceAll(/\s+/g, ' '), parser.startIndex);
      for (const [index, line] of text.split('\n').entries()) {
        if (index > 0) endLine();
        append(line, parser.startIndex);
        if (index > 0) number = lineOf(parser.startIndex) + index;
      }
    },
  });
  parser.write(html);
  parser.end();
  endLine();
  return lines;
}

/** The line of an offset, from 1. Offsets must not go back. */
function lineNumbers(text: string): (offset: number) => number {
  let line = 1;
  let next = text.indexOf('\n');
  return (offset) => {
    while (next >= 0 && next < offset) {
      line += 1;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}

// What a browser does not show, or shows without text.
const HIDDEN: ReadonlySet<string> = new Set(['head', 'noscript', 'script', 'style', 'svg', 'template']);

// Elements within a line (HTML Standard, phrasing content). All others begin and end a line.
const INLINE: ReadonlySet<string> = new Set([
  ...[
    'a',
    'abbr',
    'b',
    'bdi',
    'bdo',
    'button',
    'cite',
    'code',
    'data',
    'dfn',
    'em',
    'font',
    'i',
    'img',
    'input',
  ],
  ...[
    'kbd',
    'label',
    'mark',
    'q',
    's',
    'samp',
    'small',
    'span',
    'strong',
    'sub',
    'sup',
    'time',
    'u',
    'var',
    'wbr',
  ],
  ...['td', 'th'],
]);
