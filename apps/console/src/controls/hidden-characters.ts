/** A piece of a text: characters that show, or a run of one that does not. */
export type TextPiece = string | HiddenRun;

/** A character that does not show, or that changes the order in which others show, as often as it follows itself. */
export interface HiddenRun {
  readonly text: string;
  /** Such as `U+202E`; with the number of times, if it is there more than once. */
  readonly name: string;
}

/**
 * Splits a text of others at its hidden characters: controls, those that change the direction of writing (Unicode Technical
 * Report 36, section 2.6), those without width, and halves of surrogate pairs. Without them a text can look like another one.
 */
export function piecesWithHidden(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const { 0: run, 1: character = '', index } of text.matchAll(HIDDEN)) {
    if (pieces.length >= MAX_PIECES) break;
    if (index > end) pieces.push(text.slice(end, index));
    pieces.push({ text: run, name: nameOf(run, character) });
    end = index + run.length;
  }
  // A text that has more of them is shown, not reproduced: each is an element of the page.
  if (end < text.length) pieces.push(end === 0 ? text : text.slice(end).replaceAll(HIDDEN, '\uFFFD'));
  return pieces;
}

/** Where the hidden characters of a text are. */
export function hiddenRuns(text: string): (HiddenRun & { readonly from: number })[] {
  const runs: (HiddenRun & { readonly from: number })[] = [];
  let from = 0;
  for (const piece of piecesWithHidden(text)) {
    if (typeof piece !== 'string') runs.push({ ...piece, from });
    from += typeof piece === 'string' ? piece.length : piece.text.length;
  }
  return runs;
}

// Controls, formats, halves of pairs, separators of lines, and fillers of Hangul. Tab and line breaks show as what they are; the
// joiners belong to scripts and emoji.
const HIDDEN = /(?![\t\n\r\u200C\u200D])([\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0])\1*/gu;

const MAX_PIECES = 1_000;

function nameOf(run: string, character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const times = run.length / character.length;
  return `U+${code}${times > 1 ? ` × ${times}` : ''}`;
}
