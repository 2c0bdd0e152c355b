import { convert } from 'html-to-text';
import type { Publication } from '../published.ts';
import { readText } from './text.ts';

/** Whether a text is an HTML page. */
export function isHtml(text: string): boolean {
  return /^\s*(<!doctype html|<html)/i.test(text);
}

/**
 * Reads an HTML page as the text that a browser shows. Line numbers are those of that text.
 *
 * @throws UnreadableError
 */
export function readHtml(html: string): Publication {
  const text = convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
      { selector: 'svg', format: 'skip' },
      { selector: 'ul', options: { itemPrefix: '• ' } },
      ...HEADINGS.map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'table', format: 'block' },
    ],
  });
  return { ...readText(text), form: 'HTML' };
}

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
