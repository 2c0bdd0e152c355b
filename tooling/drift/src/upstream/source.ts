import { readFile } from 'node:fs/promises';
import { type Publication, UnreadableError } from './published.ts';
import { isHtml, readHtml } from './readers/html.ts';
import { isMarkdown, readMarkdown } from './readers/markdown.ts';
import { isOpenApi, readOpenApi } from './readers/openapi.ts';
import { isTextPage, readText } from './readers/text.ts';

/** Reads a source. @param source a path or a URL. @throws UnreadableError if it cannot be read. */
export async function fetchSource(source: string): Promise<string> {
  try {
    return /^https?:\/\//.test(source) ? await download(source) : await readFile(source, 'utf8');
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const { message, cause } = error as Error;
    throw new UnreadableError(
      `the source cannot be read: ${cause instanceof Error ? cause.message : message}`,
    );
  }
}

/**
 * Parses what the platform publishes. The format is detected from the content.
 *
 * @throws UnreadableError if the format is unknown, a part cannot be parsed, or there are no webhooks.
 */
export function readPublication(text: string): Publication {
  const publication = readAs(text);
  if (publication.webhooks.length === 0)
    throw new UnreadableError(`read as ${publication.form}, the source has no webhooks`);
  const empty = publication.webhooks.find(({ properties }) => properties.length === 0);
  if (empty) throw new UnreadableError(`${empty.eventType} has no properties`, empty.line);
  return publication;
}

function readAs(text: string): Publication {
  if (isHtml(text)) return readHtml(text);
  // Before OpenAPI, because a page may contain OpenAPI documents.
  if (isMarkdown(text)) return readMarkdown(text);
  if (isOpenApi(text)) return readOpenApi(text);
  if (isTextPage(text)) return readText(text);
  throw new UnreadableError(
    'expected an OpenAPI document, Markdown with OpenAPI documents, or the page as HTML or text',
  );
}

async function download(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new UnreadableError(`${address} responded with status ${response.status}`);
  const text = await response.text();
  if (text.length > MAX_SOURCE_CHARS)
    throw new UnreadableError(`${address} is longer than ${MAX_SOURCE_CHARS} characters`);
  return text;
}

const TIMEOUT_MS = 30_000;
const MAX_SOURCE_CHARS = 20_000_000;
