/** A regular expression that JavaScript compiles with the flag `u`, if there is one. */
export interface Ecma {
  readonly source: string;
  /** Whether the source has another meaning to JavaScript than its author's dialect gives it, or none. */
  readonly isConverted: boolean;
}

/**
 * A regular expression of another dialect in the form of ECMA-262 with the flag `u`, which JSON Schema requires (Core, section
 * 6.4): escapes that are not needed, `(?i)` and `(?s)` at the start, named groups of Python, the anchors `\A`, `\z` and `\Z`,
 * POSIX classes, and characters that have to be escaped.
 *
 * @returns the source as it is if it is valid already, or if it cannot be converted.
 */
export function toEcmaPattern(source: string): Ecma {
  if (isEcmaPattern(source)) return { source, isConverted: false };
  const converted = convert(source);
  if (!isEcmaPattern(converted)) return { source, isConverted: false };
  // What JavaScript compiles without the flag `u` has the same meaning with fewer escapes, but for what other dialects add.
  const isOtherDialect =
    !compiles(source, '') ||
    OTHER_DIALECTS.test(source) ||
    (source.match(PROPERTIES) ?? []).some((property) => !compiles(property, 'u'));
  return { source: converted, isConverted: isOtherDialect };
}

/** Whether a regular expression is written with delimiters, as a literal of JavaScript: then it matches next to nothing. */
export function hasDelimiters(source: string): boolean {
  return /^\/(?:\^.*|.*\$)\/[a-z]*$/s.test(source);
}

const PROPERTIES = /\\[pP](?:\{[^}]*\}|.)/g;
const OTHER_DIALECTS = /\\[AzZhea]|\[:\^?\w+:\]/;

/** Whether JavaScript compiles a regular expression with the flag `u`. */
export function isEcmaPattern(source: string): boolean {
  return compiles(source, 'u') && !MODIFIERS.test(source);
}

// `(?i:…)` is of ECMAScript 2025: Node compiles it from 23, and generated code runs on 20.
const MODIFIERS = /\(\?[ims]*-?[ims]+:/;

function compiles(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp;
  } catch {
    return false;
  }
}

function convert(source: string): string {
  const [, flags = '', body = source] = /^\(\?([imsux]+)\)([\s\S]*)$/.exec(source) ?? [];
  const tokens = body.match(TOKENS) ?? [];
  const ignoresCase = flags.includes('i');
  const matchesLines = flags.includes('s');
  // A set minus another one, as in Java and with the flag `v` of ECMA-262, cannot be said with the flag `u`.
  if (/[mx]/.test(flags) || /\[[^\]]*(?:--|&&)\[/.test(source)) return source;
  return tokens.map((token) => convertToken(token, ignoresCase, matchesLines)).join('');
}

// A class, an escape, the beginning of a group, a quantifier, or one character.
const TOKENS =
  /\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\\(?:[pP](?:\{[^}]*\}|[A-Z])|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<\w+>|[\s\S])|\(\?P?<(?![=!])\w+>|\(\?P=\w+\)|\(\?P>|\{\d+(?:,\d*)?\}|[\s\S]/gu;

function convertToken(token: string, ignoresCase: boolean, matchesLines: boolean): string {
  if (token.length > 1 && token.startsWith('[')) return convertClass(token, ignoresCase);
  if (token.length > 1 && token.startsWith('\\')) return convertEscape(token, false);
  if (token.startsWith('(?P<')) return `(?${token.slice(3)}`;
  if (token.startsWith('(?P=')) return `\\k<${token.slice(4, -1)}>`;
  if (token === '.' && matchesLines) return '[\\s\\S]';
  if (token === '{' || token === '}' || token === ']') return `\\${token}`;
  if (ignoresCase && isCased(token)) return `[${token.toLowerCase()}${token.toUpperCase()}]`;
  return token;
}

function convertClass(token: string, ignoresCase: boolean): string {
  const isNegated = token.startsWith('[^');
  const members = token.slice(isNegated ? 2 : 1, -1).match(CLASS_MEMBERS) ?? [];
  let code = '';
  for (const [index, member] of members.entries()) {
    const posix = /^\[:(\w+):\]$/.exec(member)?.[1];
    if (posix !== undefined) code += Object.hasOwn(POSIX_CLASSES, posix) ? POSIX_CLASSES[posix] : member;
    else if (member.startsWith('\\')) code += convertEscape(member, true);
    else if (member === '-' && isSetBeside(members, index)) code += '\\-';
    else if (member === ']' || member === '[') code += `\\${member}`;
    else code += member;
  }
  return `[${isNegated ? '^' : ''}${ignoresCase ? bothCases(code) : code}]`;
}

const CLASS_MEMBERS =
  /\[:\^?\w+:\]|\\(?:[pP](?:\{[^}]*\}|[A-Z])|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])|[\s\S]/gu;

/** Whether a hyphen has a set such as `\w` before or after it: then it is no range. */
function isSetBeside(members: readonly string[], index: number): boolean {
  return [members[index - 1], members[index + 1]].some(
    (member) => member !== undefined && (/^\\[dDsSwWpP]/.test(member) || member.startsWith('[:')),
  );
}

function bothCases(members: string): string {
  return members.replace(
    /\\(?:[pP](?:\{[^}]*\}|[A-Z])|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])|(\p{L})-(\p{L})|\p{L}/gu,
    (member, from, to) => {
      if (member.startsWith('\\')) return member;
      if (from === undefined) return isCased(member) ? member.toLowerCase() + member.toUpperCase() : member;
      const isOneCase = isCased(from) && isCased(to) && /^(?:\p{Lu}-\p{Lu}|\p{Ll}-\p{Ll})$/u.test(member);
      return isOneCase ? `${member.toLowerCase()}${member.toUpperCase()}` : member;
    },
  );
}

function isCased(character: string): boolean {
  const cases = [character.toLowerCase(), character.toUpperCase()];
  return /^\p{L}$/u.test(character) && cases[0] !== cases[1] && cases.every((each) => [...each].length === 1);
}

function convertEscape(token: string, isInClass: boolean): string {
  const anchor = isInClass ? undefined : ANCHORS[token];
  if (anchor !== undefined) return anchor;
  if (/^\\[pP]/.test(token)) return convertProperty(token);
  if (token === '\\h') return isInClass ? '\\t ' : '[\\t ]';
  if (token === '\\e') return '\\x1b';
  if (token === '\\a') return '\\x07';
  const character = token.slice(1);
  // Everything else that is no letter stands for itself.
  const isNeeded = character.length > 1 || /[\p{L}\p{N}^$\\.*+?()[\]{}|/]/u.test(character);
  return isNeeded || (isInClass && character === '-') ? token : character;
}

/** `\pL`, `\p{Han}`, `\p{IsGreek}`, `\p{Alpha}` → the names of ECMA-262. */
function convertProperty(token: string): string {
  const name = token.slice(2).replace(/^\{(.*)\}$/s, '$1');
  const [, bare = ''] = /^(?:Is)?(.*)$/s.exec(name) ?? [];
  const kind = token[1] ?? 'p';
  const posix = bare.toLowerCase();
  const candidates = [name, `Script=${name}`, bare, `Script=${bare}`];
  if (Object.hasOwn(POSIX_PROPERTIES, posix)) candidates.push(POSIX_PROPERTIES[posix] ?? '');
  const known = candidates.find((each) => compiles(`\\p{${each}}`, 'u'));
  return known === undefined ? token : `\\${kind}{${known}}`;
}

// The POSIX classes of Java and Perl that have a property of Unicode with the same meaning.
const POSIX_PROPERTIES: Readonly<Record<string, string>> = {
  alpha: 'Alphabetic',
  digit: 'Nd',
  lower: 'Lowercase',
  punct: 'P',
  space: 'White_Space',
  upper: 'Uppercase',
};

const ANCHORS: Readonly<Record<string, string>> = { '\\A': '^', '\\z': '$', '\\Z': '$' };

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};
