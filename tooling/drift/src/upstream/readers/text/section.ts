import { EVENT_TYPE_NAME, eventTypeOfPath } from '@partner-webhooks/codegen/event-type';
import { parsePointer, valueAt } from '@partner-webhooks/types/json-pointer';
import {
  type PublishedExample,
  type PublishedProperty,
  type PublishedWebhook,
  type Unread,
  UnreadableError,
} from '../../published.ts';
import { readExample } from './example.ts';
import { type Line, shown } from './line.ts';
import { nest } from './nesting.ts';
import { parsePropertyLine } from './property-line.ts';
import { isSentence, RESPONSES, readProperties } from './property-list.ts';
import { createLineReader, type LineReader } from './reader.ts';

const HEAD = 'Body';
const REQUEST = /^POST (\/\S*) HTTP\/1\.1$/;
const MENTIONED_EVENT_TYPE = new RegExp(`\\bevent (${EVENT_TYPE_NAME.source})\\b`);

/** A section of the page: the title of a webhook and what follows it. */
export interface Section {
  readonly title: string;
  readonly line: number;
  readonly lines: readonly Line[];
}

/** What a section says. A part of it that cannot be read hides no other part. */
export interface ReadSection {
  readonly webhook?: PublishedWebhook;
  readonly unread: readonly Unread[];
}

/** Reads a section in the order that its parts have on the page. */
export function readSection({ title, line, lines }: Section): ReadSection {
  const eventType = eventTypeIn(lines);
  const unread: Unread[] = [];
  const skip = (error: unknown) => {
    if (!(error instanceof UnreadableError)) throw error;
    const belongsTo = eventType === undefined ? { hidesWebhook: true } : { eventType };
    unread.push({ line: error.line ?? line, reason: `“${title}”: ${error.reason}`, ...belongsTo });
  };
  try {
    const reader = createLineReader(lines);
    reader.expect(/^post$/i, '“post”');
    const description = readDescription(reader, lines, unread);
    const { listed, unread: unreadProperties } = readProperties(reader);
    const responses = readResponses(reader, unread);
    const request = readRequest(reader, unread);
    const examples = readExamples(reader, skip);
    unread.push(...readShownResponse(reader, responses));
    while (!reader.atEnd()) {
      const { text, number } = reader.next('the end of the section');
      if (!isSentence(text))
        unread.push({ line: number, reason: `expected the next title, found “${shown(text)}”` });
    }
    const nested = nest(listed, examples[0]?.value);
    const glued = gluedValues(nested.properties, examples[0]?.value);
    unread.push(...unreadProperties, ...nested.unread, ...glued.values());
    if (eventType === undefined)
      throw new UnreadableError('expected a description that names the event type', line);
    if (nested.properties.length === 0)
      throw new UnreadableError('expected a payload with properties, found none', line);
    return {
      webhook: {
        eventType,
        title,
        ...(description !== '' && { description }),
        line,
        properties: nested.properties.map((each) => (glued.has(each.pointer) ? withoutValues(each) : each)),
        examples,
        responses: responses.map(({ text }) => text),
        request,
        leavesOut: 'objects',
      },
      unread: unread.map((each) => ({ ...each, eventType })),
    };
  } catch (error) {
    skip(error);
    return { unread };
  }
}

/** A copy may have lost what separates the values of a list: then it is one long value, and the example has a part of it. */
function gluedValues(
  properties: readonly PublishedProperty[],
  example: unknown,
): ReadonlyMap<string, Unread> {
  const found = properties.flatMap(({ pointer, line, values = [] }): [string, Unread][] => {
    const [only] = values;
    const shown = valueAt(example, parsePointer(pointer));
    const isPart = typeof shown === 'string' && typeof only === 'string' && only.includes(shown);
    if (values.length !== 1 || !isPart || only === shown) return [];
    const reason = `expected values of which one is “${shown}”, as in the example, found “${only}” without separators`;
    return [[pointer, { line, reason }]];
  });
  return new Map(found);
}

function withoutValues({ values: _, ...property }: PublishedProperty): PublishedProperty {
  return property;
}

/** The event type that a section names, also if the rest of it cannot be read. */
function eventTypeIn(lines: readonly Line[]): string | undefined {
  const head = lines.findIndex(({ text }) => text === HEAD);
  const description = lines.slice(0, head < 0 ? undefined : head).map(({ text }) => text);
  const mentioned = MENTIONED_EVENT_TYPE.exec(description.join(' '))?.[1];
  if (mentioned !== undefined || head >= 0) return mentioned;
  const path = lines.map(({ text }) => REQUEST.exec(text)?.[1]).find((found) => found !== undefined);
  return path === undefined ? undefined : eventTypeOfPath(path);
}

function readDescription(reader: LineReader, lines: readonly Line[], unread: Unread[]): string {
  const sentences: string[] = [];
  const hasHead = lines.some(({ text }) => text === HEAD);
  for (;;) {
    const line = reader.next(`“${HEAD}”`);
    if (line.text === HEAD) return sentences.join(' ');
    const isPartOfIt = isSentence(line.text) || MENTIONED_EVENT_TYPE.test(line.text);
    if (isPartOfIt && !parsePropertyLine(line)) sentences.push(line.text);
    // Such as parameters, which stand before the body.
    else if (hasHead && line.text !== RESPONSES)
      unread.push({
        line: line.number,
        reason: `expected a description or “${HEAD}”, found “${shown(line.text)}”`,
      });
    else throw new UnreadableError(`expected “${HEAD}”, found “${shown(line.text)}”`, line.number);
  }
}

/** The statuses, each with its meaning. Bodies of responses are unread. */
function readResponses(reader: LineReader, unread: Unread[]): Line[] {
  const responses = [reader.expect(/^\d{3}$/, 'a status')];
  for (;;) {
    const status = responses.at(-1);
    const { text, number } = reader.next('what the status means, another status, or “post”');
    if (/^post$/i.test(text)) return responses;
    const isStatus = /^\d{3}$/.test(text);
    if (isStatus && !responses.some((response) => response.text === text))
      responses.push({ text, parts: text, number, indent: 0 });
    else if (!isMeaning(text))
      unread.push({
        line: number,
        reason: `expected what the status ${status?.text} means, found “${shown(text)}”: bodies of responses are not compared`,
      });
  }
}

/** Whether a text can be the description of a response: it is free, but short ones have the form of a reason phrase. */
function isMeaning(text: string): boolean {
  return /^[A-Z][\w ]*$/.test(text) || isSentence(text);
}

/** The example, if it can be read. What follows it can be read also without it. */
function readExamples(reader: LineReader, skip: (error: unknown) => void): PublishedExample[] {
  try {
    return [readExample(reader)];
  } catch (error) {
    skip(error);
    while (!reader.atEnd() && !/^\d{3}$/.test(reader.peek()?.text ?? '')) reader.next('a status');
    return [];
  }
}

function readRequest(reader: LineReader, unread: Unread[]): PublishedWebhook['request'] {
  const { text } = reader.expect(REQUEST, 'the first line of a request');
  let mediaType: string | undefined;
  for (;;) {
    const [, name, value = ''] = /^([\w-]+): (.*)$/.exec(reader.peek()?.text ?? '') ?? [];
    if (name === undefined) break;
    const { number } = reader.next('a header');
    if (!HEADERS.has(name.toLowerCase()))
      unread.push({ line: number, reason: `expected a header that every request has, found ${name}` });
    if (name.toLowerCase() !== 'content-type') continue;
    if (mediaType !== undefined)
      throw new UnreadableError('expected Content-Type once, found it twice', number);
    mediaType = value.split(';')[0]?.trim();
  }
  return {
    path: REQUEST.exec(text)?.[1] ?? '',
    ...(mediaType !== undefined && { 'media types': mediaType }),
  };
}

const HEADERS: ReadonlySet<string> = new Set(['accept', 'content-length', 'content-type', 'host']);

/** The response beside the example. The last one may have been cut off when the page was copied. */
function readShownResponse(reader: LineReader, responses: readonly Line[]): Unread[] {
  const unread: Unread[] = [];
  const status = reader.expect(/^\d{3}$/, 'the status of the response');
  if (!responses.some(({ text }) => text === status.text))
    unread.push({ line: status.number, reason: `expected one of the listed statuses, found ${status.text}` });
  while (!reader.atEnd()) {
    const { text, number } = reader.next('“No content”');
    if (/^No content$/i.test(text)) break;
    if (!isMeaning(text))
      unread.push({ line: number, reason: `expected “No content”, found “${shown(text)}”` });
  }
  return unread;
}
