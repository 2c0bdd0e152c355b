import { BOUNDARY } from './line.ts';

/**
 * The values in a text that lists them, in any notation: separated by commas, bars, spaces, “or” or elements; in quotes,
 * backticks or with bullets.
 *
 * @returns `undefined` if it is no list of values, but a sentence.
 */
export function parseValues(text: string): string[] | undefined {
  const listed = text
    .replace(BULLET, '')
    .replace(/[.;]\s*$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  // Copied without the space between them.
  if (ONLY_QUOTED.test(listed)) return [...listed.matchAll(EACH_QUOTED)].map(([token]) => unquoted(token));
  const bySeparator = listed
    .split(SEPARATOR)
    .map((token) => token.trim().replace(BULLET, ''))
    .filter(Boolean);
  if (bySeparator.length > 0 && bySeparator.every((token) => VALUE.test(token)))
    return bySeparator.map(unquoted);
  // Without separators, only what cannot be words of a sentence.
  const bySpace = listed.split(new RegExp(`[\\s${BOUNDARY},|]+`)).filter(Boolean);
  if (bySpace.length > 0 && bySpace.every((token) => CONSTANT.test(token))) return bySpace.map(unquoted);
  return undefined;
}

/** The value in a line that says what it means, such as `ENDED – no more instalments`. */
export function explainedValue(text: string): string | undefined {
  const token = EXPLAINED.exec(text.replaceAll(BOUNDARY, ' ').trim().replace(BULLET, ''))?.[1];
  return token === undefined ? undefined : unquoted(token);
}

/** Whether a sentence has a word in capitals, which can be a value. */
export function hasCapitals(sentence: string): boolean {
  return /\b[A-Z][A-Z0-9]{2,}\b/.test(sentence);
}

/** The names of constants in a sentence: in quotes or backticks, or with an underscore. */
export function constantsIn(sentence: string): string[] {
  return [...sentence.matchAll(/[`"'“”‘’]([A-Z][A-Z0-9_]*)[`"'“”‘’]|\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

const BULLET = /^\s*(?:[•·*–-]|\d+[.)])\s+/;
const SEPARATOR = new RegExp(`\\s*[,|;/${BOUNDARY}•]\\s*|\\s+(?:or|and)\\s+`);
const QUOTED = '`[^`]+`|"[^"]+"|\'[^\']+\'|“[^”]+”|‘[^’]+’';
const ONLY_QUOTED = new RegExp(`^(?:(?:${QUOTED})\\s*)+$`);
const EACH_QUOTED = new RegExp(QUOTED, 'g');
const EXPLAINED = new RegExp(`^(${QUOTED}|[A-Z][A-Z0-9_]+)\\s*(?::|\\s[–—-])\\s+\\S`);
const VALUE = new RegExp(`^(?:${QUOTED}|[\\w.:+-]+)$`);
const CONSTANT = new RegExp(`^(?:${QUOTED}|[A-Z][A-Z0-9_]*|-?\\d+(?:\\.\\d+)?|null|true|false)$`);

function unquoted(token: string): string {
  return token.replace(/^[`"'“‘](.*)[`"'”’]$/, '$1');
}
