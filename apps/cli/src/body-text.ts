/**
 * A body for reading: JSON is indented, anything else stays. Only spaces are added or removed, so that numbers keep their digits
 * and properties that stand twice stay.
 */
export function indented(body: string): string {
  try {
    JSON.parse(body);
  } catch {
    return body;
  }
  let text = '';
  let depth = 0;
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of body.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth += 1;
      text += token + newLine();
    } else if (token === '}' || token === ']') {
      depth -= 1;
      // An empty object stays in its line.
      text = /[[{]\s*$/.test(text) ? text.trimEnd() + token : text + newLine() + token;
    } else if (token === ',') text += token + newLine();
    else text += token === ':' ? ': ' : token;
  }
  return text;
}

// RFC 8259, section 2: structural characters, strings, and numbers or names. The rest is space.
const TOKEN = /[[\]{},:]|"(?:[^"\\]|\\.)*"|[^\s[\]{},:"]+/g;
