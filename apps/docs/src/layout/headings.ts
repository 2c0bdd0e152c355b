import { Parser } from 'htmlparser2';

/** A heading with an anchor. */
export interface Heading {
  readonly id: string;
  readonly title: string;
  readonly level: number;
}

/** A part of a page, from an anchor to the next one. */
export interface Part extends Heading {
  readonly text: string;
}

/** The level of what is no heading: an element with `data-part`. */
export const LEVEL_OF_PART = 7;

// Elements between which a reader sees a gap.
const BLOCKS =
  /^(address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)$/;

/** The headings of the list beside a page: those of the second and third level. */
export function headingsOf(parts: readonly Part[]): readonly Heading[] {
  return parts
    .filter(({ level }) => level === 2 || level === 3)
    .map(({ id, title, level }) => ({ id, title, level }));
}

/**
 * Splits a page at what can be linked to: headings with an id, and elements with `data-part`, which name the part. The text
 * before the first one has the id ``.
 */
export function partsOf(body: string): readonly Part[] {
  const parts: { id: string; title: string; level: number; text: string }[] = [];
  let current = { id: '', title: '', level: 1, text: '' };
  let inHeading = false;
  let hidden = 0;
  parts.push(current);
  const begin = (id: string, title: string, level: number) => {
    current = { id, title, level, text: '' };
    parts.push(current);
  };
  const parser = new Parser({
    onopentag(name, { id, 'data-part': part, 'data-unsearched': unsearched }) {
      if (name === 'svg' || unsearched !== undefined || hidden > 0) hidden += VOID.test(name) ? 0 : 1;
      else if (/^h[1-6]$/.test(name) && id !== undefined) {
        begin(id, '', Number(name[1]));
        inHeading = true;
      } else if (part !== undefined && id !== undefined) begin(id, part, LEVEL_OF_PART);
      if (BLOCKS.test(name)) current.text += ' ';
    },
    ontext(text) {
      if (hidden > 0) return;
      if (inHeading) current.title += text;
      else current.text += text;
    },
    onclosetag(name) {
      if (hidden > 0 && !VOID.test(name)) hidden -= 1;
      if (/^h[1-6]$/.test(name)) inHeading = false;
      if (BLOCKS.test(name)) current.text += ' ';
    },
  });
  parser.end(body);
  return parts.map((part) => ({ ...part, title: tidy(part.title), text: tidy(part.text) }));
}

const VOID = /^(br|hr|img|input|meta|link|wbr|col)$/;

const tidy = (text: string): string => text.replace(/\s+/g, ' ').trim();
