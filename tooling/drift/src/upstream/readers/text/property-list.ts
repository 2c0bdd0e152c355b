import type { Unread } from '../../published.ts';
import { BOUNDARY, type Line, shown } from './line.ts';
import {
  addLabels,
  addValues,
  areNameAndType,
  isLikeProperty,
  type ListedProperty,
  parsePropertyLine,
} from './property-line.ts';
import type { LineReader } from './reader.ts';
import { constantsIn, explainedValue, hasCapitals } from './values.ts';

/** The heading after the properties. */
export const RESPONSES = 'Responses';

/**
 * Reads the properties of a section up to the heading of its responses. A line is a property, a label or values of the
 * property above, a sentence of its description, or unread.
 *
 * @throws UnreadableError if the heading does not follow.
 */
export function readProperties(reader: LineReader): { listed: ListedProperty[]; unread: Unread[] } {
  const listed: ListedProperty[] = [];
  const unread: Unread[] = [];
  let followsUnread = false;
  for (;;) {
    const line = reader.next(`a property or “${RESPONSES}”`);
    if (line.text === RESPONSES) return { listed, unread };
    const property = parsePropertyLine(line) ?? readParts(line, reader);
    const above = listed.at(-1);
    if (property) {
      listed.push({ ...property, followsUnread });
      followsUnread = false;
    } else if (!above || !isKnownBelow(line, above)) {
      followsUnread ||= isLikeProperty(line.text);
      unread.push({
        line: line.number,
        reason: `expected ${expectedAt(above)}, found “${shown(line.text)}”`,
      });
    }
  }
}

/** Reads a property whose name, type and presence have a line each. */
function readParts(name: Line, reader: LineReader): ListedProperty | undefined {
  if (!areNameAndType(name.text, reader.peek()?.text ?? '')) return undefined;
  let { text, parts } = name;
  for (let count = 1; count <= MAX_PARTS; count += 1) {
    const line = reader.peek(count - 1);
    if (!line) return undefined;
    const space = line.text.startsWith('·') ? ' ' : '';
    text += space + line.text;
    parts += BOUNDARY + space + line.parts;
    const property = parsePropertyLine({ ...name, text, parts });
    if (!property) continue;
    for (let read = 0; read < count; read += 1) reader.next('a part of a property');
    return property;
  }
  return undefined;
}

// Type, format and presence.
const MAX_PARTS = 3;

function expectedAt(above: ListedProperty | undefined): string {
  return above ? `a property or something about “${above.name}”` : 'a property';
}

function isKnownBelow(line: Line, above: ListedProperty): boolean {
  const { text, parts } = line;
  if (TOGGLE.test(text)) return true;
  if (isLikeProperty(text)) return false;
  if (addLabels(above, parts)) return true;
  if (above.expectsValues && addValues(above, parts)) return true;
  const value = explainedValue(parts);
  if (value !== undefined) return above.isEnum && addValues(above, value);
  // It may name a value.
  if (above.isEnum && hasCapitals(text)) return false;
  const isProse = isSentence(text) || (!above.expectsValues && SHORT_PROSE.test(text));
  if (!isProse || constantsIn(text).length > 0) return false;
  above.sentences.push(text);
  return true;
}

// “Free text”. Where values are expected, such words may be values.
const SHORT_PROSE = /^[A-Z][a-z]+(?: [a-z]+)+\.?$/;

// The button that folds the members of an object.
const TOGGLE = /^(show|hide) (?:\w+ )?(properties|attributes|children|object)$/i;

/**
 * Whether a line is prose: words of which several are lower case, beginning with one that is no name. A sentence that names
 * constants may list values, so it is not passed over.
 */
export function isSentence(text: string): boolean {
  const words = text.replaceAll(BOUNDARY, ' ').split(/\s+/);
  const [first = ''] = words;
  const plain = words.filter((word) => /^[(“"']?[a-z][a-z'’-]*[.,;:!?)”"']*$/.test(word));
  return words.length >= 3 && plain.length >= 2 && /^[(“"']?(?:[A-Z]?[a-z'’-]*|[A-Z]+s?),?$/.test(first);
}
