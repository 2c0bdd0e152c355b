import { readFile, stat } from 'node:fs/promises';
import { decode } from './decode.ts';
import { type Publication, UnreadableError } from './published.ts';
import { isHtml, readHtml } from './readers/html.ts';
import { isMarkdown, readMarkdown } from './readers/markdown.ts';
import { isOpenApi, readOpenApi } from './readers/openapi.ts';
import { isTextPage, readText } from './readers/text/page.ts';

/** Reads a source. @param source a path or a URL. @throws UnreadableError if it cannot be read. */
export async function fetchSource(source: string): Promise<string> {
  try {
    return /^https?:\/\//.test(source) ? await download(source) : await load(source);
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
 * @throws UnreadableError if the format is unknown, if the whole cannot be parsed, or if there are no webhooks.
 */
export function readPublication(text: string): Publication {
  // A file may begin with a byte order mark, which is no part of its text.
  const publication = readAs(text.replace(/^\uFEFF/, ''));
  if (publication.webhooks.length === 0 && publication.unread.length === 0)
    throw new UnreadableError(`read as ${publication.form}, the source has no webhooks`);
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
  const { headers } = response;
  const bytes = await inBounds(address, Number(headers.get('content-length') ?? 0), () => response.bytes());
  return decode(bytes, headers.get('content-type'));
}

async function load(file: string): Promise<string> {
  return decode(await inBounds(file, (await stat(file)).size, () => readFile(file)), null);
}

async function inBounds(source: string, size: number, read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const bytes = size > MAX_SOURCE_BYTES ? undefined : await read();
  if (!bytes || bytes.length > MAX_SOURCE_BYTES)
    throw new UnreadableError(`${source} is longer than ${MAX_SOURCE_BYTES} bytes`);
  return bytes;
}

const TIMEOUT_MS = 30_000;
const MAX_SOURCE_BYTES = 20_000_000;
