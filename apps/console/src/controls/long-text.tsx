import { useMemo } from 'react';
import { ForeignText } from './foreign-text.tsx';

/** A text of others that may be long, for a `pre`. Parts of a long one that are out of sight are not laid out: 1 MB takes 0.3 s. */
export function LongText({ text }: { readonly text: string }) {
  const parts = useMemo(() => partsOf(text), [text]);
  if (parts.length === 1) return <ForeignText text={text} />;
  return parts.map(({ from, text: part, isBlock }) => (
    <span key={from} className={!isBlock ? '' : part.endsWith('\n') ? 'part' : 'part part-of-line'}>
      <ForeignText text={part} />
    </span>
  ));
}

/** A part of a text. */
export interface TextPart {
  readonly from: number;
  readonly text: string;
  /** Whether it is whole lines: what stands before and behind it begins a line. */
  readonly isBlock: boolean;
}

/** A text in parts of whole lines, as far as its lines are not too long. Together they are the text. */
export function partsOf(text: string): TextPart[] {
  if (text.length <= WHOLE_CHARS) return [{ from: 0, text, isBlock: false }];
  const parts: TextPart[] = [];
  const add = (from: number, to: number) => {
    // A pair of surrogates is one character.
    const end = isLowSurrogate(text.charCodeAt(to)) ? to + 1 : to;
    const isFirst = from === 0 && end < PART_CHARS;
    const isLast = end === text.length && end - from < PART_CHARS && text[end - 1] !== '\n';
    parts.push({ from, text: text.slice(from, end), isBlock: !isFirst && !isLast });
    return end;
  };
  // The first line goes on what stands before it, and what stands behind goes on the last one.
  const firstLine = text.indexOf('\n') + 1;
  let from = firstLine > 0 && firstLine < PART_CHARS ? add(0, firstLine) : 0;
  while (from < text.length) {
    const line = text.lastIndexOf('\n', from + PART_CHARS) + 1;
    from = add(from, line > from ? line : Math.min(from + PART_CHARS, text.length));
  }
  return parts;
}

const WHOLE_CHARS = 20_000;
const PART_CHARS = 4_000;

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
