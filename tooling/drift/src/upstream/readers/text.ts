import { EVENT_TYPE_NAME } from '@partner-webhooks/codegen/event-type';
import {
  type Publication,
  type PublishedProperty,
  type PublishedWebhook,
  UnreadableError,
} from '../published.ts';

// The page as copied from a browser: navigation, a list of titles, and a section per title. Every line of a section must be
// known: a page with a new layout must not be read as a page with less content.

const TITLE = /^•\s*POST\s*(\S.*)$/;
const HEAD = 'Body';
const PROPERTY =
  /^(?<name>[A-Za-z_$][\w$-]*?)(?<type>string|number|integer|boolean|object|array)(?: · (?<format>[\w-]+?))?(?<list>\[\])?(?<presence>Required|Optional)(?<values>Possible values:)?$/;
const RESPONSES = 'Responses';
const MENTIONED_EVENT_TYPE = new RegExp(`\\bevent (${EVENT_TYPE_NAME.source})\\b`);

/** Whether a text is the page as text. */
export function isTextPage(text: string): boolean {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.some((line) => TITLE.test(line)) || lines.includes(HEAD);
}

/** Reads the page saved as text. @throws UnreadableError with the number of the unknown line. */
export function readText(text: string): Publication {
  const lines = linesOf(text);
  const listed = lines.findLastIndex(({ text: line }) => TITLE.test(line));
  if (listed < 0) throw new UnreadableError('expected a list of webhooks, each as “• POST” and its title');
  const titles = new Map(
    lines.flatMap(({ text: line, number }) => {
      const title = TITLE.exec(line)?.[1];
      return title === undefined ? [] : [[title, number] as const];
    }),
  );
  const reader = createReader(lines.slice(listed + 1));
  const webhooks: PublishedWebhook[] = [];
  const read = new Set<string>();
  while (!reader.atEnd()) {
    const { text: title, number } = reader.next('the title of a webhook');
    if (!titles.has(title)) {
      // The footer of the page follows the last section.
      if (read.size === titles.size && !reader.rest().includes(HEAD)) break;
      throw new UnreadableError(`expected the title of a listed webhook, found “${shown(title)}”`, number);
    }
    if (read.has(title)) throw new UnreadableError(`“${title}” occurs twice`, number);
    read.add(title);
    webhooks.push(readSection(title, number, reader, titles));
  }
  for (const [title, number] of titles)
    if (!read.has(title)) throw new UnreadableError(`“${title}” is listed, but has no section`, number);
  const twice = webhooks.find(({ eventType }, index) =>
    webhooks.slice(0, index).some((other) => other.eventType === eventType),
  );
  if (twice) throw new UnreadableError(`${twice.eventType} occurs twice`, twice.line);
  return { form: 'text', webhooks };
}

interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

type Reader = ReturnType<typeof createReader>;

/** The lines that are not empty: the number of empty lines differs between copies. */
function linesOf(text: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ text: line.replaceAll('\u00a0', ' ').trim(), number: index + 1 }))
    .filter((line) => line.text !== '');
}

function createReader(lines: readonly Line[]) {
  let index = 0;
  const last = lines.at(-1)?.number ?? 1;
  const peek = () => lines[index];
  const next = (expected: string): Line => {
    const line = lines[index];
    if (!line) throw new UnreadableError(`expected ${expected}, found the end of the page`, last);
    index += 1;
    return line;
  };
  return {
    peek,
    next,
    atEnd: () => index >= lines.length,
    rest: () => lines.slice(index).map(({ text }) => text),
    /** @throws UnreadableError if the next line does not match. */
    expect(pattern: RegExp, expected: string): RegExpExecArray & { readonly line: number } {
      const { text, number } = next(expected);
      const found = pattern.exec(text);
      if (!found) throw new UnreadableError(`expected ${expected}, found “${shown(text)}”`, number);
      return Object.assign(found, { line: number });
    },
  };
}

function readSection(
  title: string,
  line: number,
  reader: Reader,
  titles: ReadonlyMap<string, number>,
): PublishedWebhook {
  reader.expect(/^post$/i, '“post”');
  const eventType = readDescription(reader);
  const properties = readProperties(reader);
  const responses: string[] = [];
  while (/^\d{3}$/.test(reader.peek()?.text ?? '')) {
    responses.push(reader.next('a status').text);
    reader.expect(/^[A-Z][\w ]*$/, 'what the status means');
  }
  if (responses.length === 0) reader.expect(/^\d{3}$/, 'a status');
  reader.expect(/^post$/i, '“post”');
  reader.expect(/^POST \/\S* HTTP\/1\.1$/, 'the first line of a request');
  while (/^[\w-]+: /.test(reader.peek()?.text ?? '')) reader.next('a header');
  const example = readExample(reader);
  reader.expect(/^\d{3}$/, 'the status of the response');
  reader.expect(/^[A-Z][\w ]*$/, 'what the status means');
  // The last one may have been cut off when the page was copied.
  if (!reader.atEnd() && !titles.has(reader.peek()?.text ?? ''))
    reader.expect(/^No content$/i, '“No content”');
  return { eventType, title, line, properties, examples: [example], responses, leavesOut: 'objects' };
}

function readDescription(reader: Reader): string {
  const description: string[] = [];
  let first: number | undefined;
  for (;;) {
    const { text, number } = reader.next(`“${HEAD}”`);
    first ??= number;
    if (text === HEAD) break;
    if (text === RESPONSES || PROPERTY.test(text))
      throw new UnreadableError(`expected “${HEAD}”, found “${shown(text)}”`, number);
    description.push(text);
  }
  const eventType = MENTIONED_EVENT_TYPE.exec(description.join(' '))?.[1];
  if (eventType === undefined)
    throw new UnreadableError('expected a description that names the event type', first);
  return eventType;
}

function readProperties(reader: Reader): PublishedProperty[] {
  const properties: PublishedProperty[] = [];
  // Whether values may follow: a property of an enum says so, in its own line or after its description.
  let values: unknown[] | undefined;
  for (;;) {
    const { text, number } = reader.next(`a property or “${RESPONSES}”`);
    if (text === RESPONSES) return properties;
    const found = PROPERTY.exec(text)?.groups;
    if (found) {
      const added = asProperties(found, number);
      values = found['values'] === undefined ? undefined : valuesOf(added[0]);
      properties.push(...added);
    } else if (text === 'Possible values:' && properties.length > 0) {
      values = valuesOf(properties.at(-1));
    } else if (values && /^[A-Z][A-Z0-9_]*$/.test(text)) {
      values.push(text);
      const last = properties.pop();
      if (last) properties.push({ ...last, values });
    } else if (
      properties.length === 0 ||
      /(Required|Optional)\b|^[\w$-]+(string|number|integer|boolean|object|array)\b/.test(text)
    ) {
      throw new UnreadableError(`expected a property, found “${shown(text)}”`, number);
    }
    // Other lines are the description of the property before.
  }
}

function valuesOf(property: PublishedProperty | undefined): unknown[] | undefined {
  return property?.isEnum ? [] : undefined;
}

function asProperties(found: Record<string, string | undefined>, line: number): PublishedProperty[] {
  const { name = '', type = '', format, list, presence } = found;
  const required = presence === 'Required';
  const kind = {
    type,
    ...(format !== undefined && format !== 'enum' && { format }),
    isEnum: format === 'enum',
  };
  const own = { pointer: `/${name}`, line, required };
  if (list === undefined) return [{ ...own, ...kind }];
  return [
    { ...own, type: 'array', isEnum: false },
    { pointer: `/${name}/*`, line, required: true, ...kind },
  ];
}

function readExample(reader: Reader): { line: number; value: unknown } {
  const { text: first, number } = reader.next('an example');
  let text = first;
  for (;;) {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== 'object' || value === null) break;
      return { line: number, value };
    } catch {
      const following = reader.peek();
      // A status code ends an incomplete example.
      if (!following || /^\d{3}$/.test(following.text)) break;
      text += `\n${reader.next('an example').text}`;
    }
  }
  throw new UnreadableError('expected an example in JSON', number);
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
