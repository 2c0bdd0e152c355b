import { type Publication, type PublishedWebhook, type Unread, UnreadableError } from '../../published.ts';
import { type Line, linesOf, shown } from './line.ts';
import { isLikeProperty } from './property-line.ts';
import { isSentence } from './property-list.ts';
import { readSection, type Section } from './section.ts';

// The page as copied from a browser: navigation, a list of titles, and a section per title. Every line of a section must be
// known: a page with a new layout must not be read as a page with less content.

const TITLE = /^•\s*POST\s*(\S.*)$/;

/** Whether a text is the page as text. */
export function isTextPage(text: string): boolean {
  return linesOf(text).some(({ text: line }) => TITLE.test(line) || line === 'Body');
}

/** Reads the page saved as text. @throws UnreadableError if it has no list of webhooks. */
export function readText(text: string): Publication {
  return { form: 'text', ...readLines(linesOf(text)) };
}

/** Reads the lines of a page. @throws UnreadableError if it has no list of webhooks. */
export function readLines(lines: readonly Line[]): Omit<Publication, 'form'> {
  const end = lines.findLastIndex(({ text }) => TITLE.test(text));
  if (end < 0) throw new UnreadableError('expected a list of webhooks, each as “• POST” and its title');
  const { titles, unread } = titlesIn(lines.slice(0, end + 1));
  const { sections, unread: outside } = sectionsIn(lines.slice(end + 1), titles);
  unread.push(...outside);
  const webhooks: PublishedWebhook[] = [];
  for (const section of sections) {
    const read = readSection(section);
    unread.push(...read.unread);
    if (read.webhook) webhooks.push(read.webhook);
  }
  unread.push(...withoutMediaType(webhooks));
  return { webhooks, unread, notShown: NOT_SHOWN };
}

/** A page that shows the media type of some requests shows it of all. */
function withoutMediaType(webhooks: readonly PublishedWebhook[]): Unread[] {
  const lacking = webhooks.filter(({ request }) => request['media types'] === undefined);
  if (lacking.length === webhooks.length) return [];
  return lacking.map(({ eventType, line }) => ({
    line,
    eventType,
    reason: 'expected the header Content-Type in the request, found none',
  }));
}

const NOT_SHOWN = [
  'whether a value can be null, and limits such as lengths and patterns, if the page does not mark them',
  'the format of enums, and their values if the page does not list them',
  'types of the members of objects that only an example shows, and whether they are required',
  'security',
];

function titlesIn(lines: readonly Line[]): { titles: Map<string, number>; unread: Unread[] } {
  const titles = new Map<string, number>();
  const unread: Unread[] = [];
  const start = lines.findIndex(({ text }) => TITLE.test(text));
  for (const { text, number } of lines.slice(start)) {
    const title = TITLE.exec(text)?.[1];
    if (title === undefined)
      unread.push({
        line: number,
        reason: `expected “• POST” and the title of a webhook, found “${shown(text)}”`,
      });
    else if (titles.has(title)) unread.push({ line: number, reason: `“${shown(title)}” is listed twice` });
    else titles.set(title, number);
  }
  return { titles, unread };
}

/** Cuts the page at the titles. */
function sectionsIn(
  lines: readonly Line[],
  titles: ReadonlyMap<string, number>,
): { sections: Section[]; unread: Unread[] } {
  const sections: { title: string; line: number; lines: Line[] }[] = [];
  const unread: Unread[] = [];
  const footer = footerOf(lines, titles);
  for (const line of lines.slice(0, footer)) {
    const isTitle = titles.has(line.text);
    if (isTitle && sections.some(({ title }) => title === line.text))
      unread.push({ line: line.number, reason: `expected one section “${shown(line.text)}”, found two` });
    const section = sections.at(-1);
    if (isTitle) sections.push({ title: line.text, line: line.number, lines: [] });
    else if (section) section.lines.push(line);
    else if (!isSentence(line.text))
      unread.push({
        line: line.number,
        reason: `expected the title of a listed webhook, found “${shown(line.text)}”`,
      });
  }
  for (const { text, number } of lines.slice(footer))
    if (isLikeSection(text))
      unread.push({ line: number, reason: `expected the end of the page, found “${shown(text)}”` });
  for (const [title, number] of titles)
    if (!sections.some((section) => section.title === title))
      unread.push({
        line: number,
        reason: `“${shown(title)}” is listed, but has no section`,
        hidesWebhook: true,
      });
  return { sections, unread };
}

function isLikeSection(text: string): boolean {
  return text === 'Body' || /^POST\b/.test(text) || isLikeProperty(text);
}

/** The index of the first line after the last section: “No content”, or its status if the copy ends there. */
function footerOf(lines: readonly Line[], titles: ReadonlyMap<string, number>): number {
  const last = lines.findLastIndex(({ text }) => titles.has(text));
  const end = lines.findLastIndex(({ text }) => /^No content$/i.test(text));
  return end < last ? lines.length : end + 1;
}
