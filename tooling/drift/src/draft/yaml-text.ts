import { Document, visit } from 'yaml';

/**
 * A value as YAML in block style: indented by two spaces, single quotes if quotes are needed.
 *
 * Text that YAML 1.1 reads as a date or a boolean is quoted, because parsers differ in the version.
 */
export function blockText(value: unknown): string {
  const document = new Document(value, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && QUOTED.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return escaped(document.toString({ lineWidth: 0, singleQuote: true })).replace(/\n$/, '');
}

/** A value as YAML in flow style, in one line. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${flowText(key)}: ${flowText(inner)}`);
    return pairs.length > 0 ? `{ ${pairs.join(', ')} }` : '{}';
  }
  if (typeof value === 'string' && !/^[\w$./-]+$/.test(value)) return jsonText(value);
  return blockText(value);
}

/** A value as JSON that is YAML, too, in one line. */
export function jsonText(value: unknown): string {
  return escaped(JSON.stringify(value));
}

// YAML does not allow unescaped control characters and byte order marks.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

// Block scalars would lose white space at the ends of lines, and three hyphens or points at the beginning of a line end a
// document.
const QUOTED = new RegExp(`${UNPRINTABLE.source}|\\n|^(---|\\.\\.\\.)`);

function escaped(text: string): string {
  return text.replace(
    new RegExp(UNPRINTABLE, 'g'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
