// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { endOfString } from './json-strings.ts';

/** Makes a value of the digits of a number, as they stand in the text. */
export type NumberOf = (source: string) => unknown;

/**
 * Parses JSON as `JSON.parse` does, with the right names.
 *
 * V8 12.8 and later mistakes a name with an escape for a name with a backslash that it has read before: after `{"a":0,"\\":0}`,
 * `JSON.parse` reads the second name of `{"a":0,"\n":0}` as a backslash (https://github.com/nodejs/node/issues/63785). So what a
 * sender has sent once could change what another body says.
 *
 * @param numberOf for another value than a double in place of each number.
 * @throws SyntaxError if the text is not JSON.
 */
export function parseJson(text: string, numberOf?: NumberOf): unknown {
  const escaped = hasEscapedName(text);
  const value: unknown = numberOf && !escaped ? parseWithNumbers(text, numberOf) : JSON.parse(text);
  return escaped ? readJson(text, numberOf) : value;
}

/** Whether a name in a text has an escape. The answer is right for any text that is JSON. */
function hasEscapedName(text: string): boolean {
  let backslash = text.indexOf('\\');
  // Most bodies have none.
  for (let start = text.indexOf('"'); start >= 0 && backslash >= 0; ) {
    const end = endOfString(text, start);
    if (backslash < end) {
      AFTER_NAME.lastIndex = end + 1;
      if (AFTER_NAME.test(text)) return true;
      backslash = text.indexOf('\\', end);
    }
    start = text.indexOf('"', end + 1);
  }
  return false;
}

/** Reads a text that is JSON: each name and each other value by itself, which V8 reads right. */
function readJson(text: string, numberOf: NumberOf = Number): unknown {
  let index = 0;

  /** What a pattern matches here. */
  function take(pattern: RegExp): string {
    pattern.lastIndex = index;
    const [found = ''] = pattern.exec(text) ?? [];
    index += found.length;
    return found;
  }

  function next(): string {
    take(SPACE);
    return text.charAt(index);
  }

  function string(): string {
    const start = index;
    index = endOfString(text, start) + 1;
    return JSON.parse(text.slice(start, index)) as string;
  }

  function scalar(): unknown {
    const source = take(SCALAR);
    return /^[tfn]/.test(source) ? JSON.parse(source) : numberOf(source);
  }

  /** What is between two brackets. @param one reads one of it. */
  function all<T>(end: string, one: () => T): T[] {
    const found: T[] = [];
    index += 1;
    while (next() !== end) {
      if (text.charAt(index) === ',') index += 1;
      else found.push(one());
    }
    index += 1;
    return found;
  }

  function member(): [name: string, value: unknown] {
    const name = string();
    next();
    index += 1;
    return [name, value()];
  }

  function value(): unknown {
    const first = next();
    if (first === '"') return string();
    // As `JSON.parse`: `__proto__` is a property like others, and of two with the same name the last one counts.
    if (first === '{') return Object.fromEntries(all('}', member));
    return first === '[' ? all(']', value) : scalar();
  }

  return value();
}

function parseWithNumbers(text: string, numberOf: NumberOf): unknown {
  return (JSON.parse as ParseWithSource)(text, (_name, value, context) =>
    typeof value === 'number' ? numberOf(context?.source ?? String(value)) : value,
  );
}

/** `JSON.parse` of ECMAScript 2026, whose reviver gets the text of each number. TypeScript has no type for it, and not every browser has it yet. */
type ParseWithSource = (
  text: string,
  reviver: (name: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown;

const AFTER_NAME = /\s*:/y;
const SPACE = /\s*/y;
const SCALAR = /[^\s,\]}]+/y;
