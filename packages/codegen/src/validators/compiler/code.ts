// The text of generated JavaScript.

/** A JavaScript literal of a JSON value. */
export function literal(value: unknown): string {
  // The two separators are JSON but were no JavaScript before ES2019; `__proto__` in a literal sets the prototype.
  return JSON.stringify(value)
    .replace(/[\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)
    .replaceAll('"__proto__":', '["__proto__"]:');
}

/** The value of a property of an object in a variable; `undefined` if it has none. */
export function propertyOf(
  variable: string,
  name: string,
  runtime: (helper: 'ownProperty') => string,
): string {
  // A JSON object inherits these from JavaScript's.
  if (name in Object.prototype) return `${runtime('ownProperty')}(${variable}, ${literal(name)})`;
  return IDENTIFIER.test(name) ? `${variable}.${name}` : `${variable}[${literal(name)}]`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** The code in braces, if there is any. */
export function block(head: string, code: string): string {
  return code.trim() === '' ? '' : `${head} {\n${code}\n}\n`;
}

/** The statements as the body of an `if`, on one line. */
export function oneLine(statements: string): string {
  const text = statements.trim();
  return text.slice(0, -1).includes(';') ? `{ ${text} }\n` : `${text}\n`;
}

/** The statements after `else`; nothing if there are none. */
export function otherwise(code: string): string {
  const text = indented(code);
  if (text === '') return '';
  const statements = text.split('\n').filter((line) => !/^(?:\t|}|else\b)/.test(line));
  const isOne = statements.length === 1 && text.startsWith('if (');
  return isOne || !text.includes('\n') ? `else ${text}\n` : `else {\n${text}\n}\n`;
}

/** Indents code by its braces, and drops empty lines. Each line of it opens or closes at most one block at its ends. */
export function indented(code: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const line of code.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    if (text.startsWith('}') || text.startsWith(']')) depth -= 1;
    lines.push('\t'.repeat(depth) + text);
    if (text.endsWith('{') || text.endsWith('[')) depth += 1;
  }
  return lines.join('\n');
}
