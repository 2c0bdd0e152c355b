import { readFile } from 'node:fs/promises';
import { type Publication, UnreadableError } from './published.ts';
import { isHtml, readHtml } from './readers/html.ts';
import { isMarkdown, readMarkdown } from './readers/markdown.ts';
import { isOpenApi, readOpenApi } from './readers/openapi.ts';
import { isTextPage, readText } from './readers/text.ts';

/** Fetches a source. @param source a path or an address. @throws UnreadableError where it cannot be had. */
export async function fetchSource(source: string): Promise<string> {
  try {
    return /^https?:\/\//.test(source) ? await download(source) : await readFile(source, 'utf8');
  } catch (error) {
    if (error instanceof UnreadableError) throw error;
    const { message, cause } = error as Error;
    throw new UnreadableError(`it cannot be had: ${cause instanceof Error ? cause.message : message}`);
  }
}

/**
 * Reads what the platform publishes, in the form that its content shows.
 *
 * @throws UnreadableError where it is in none of them, something in it is not understood, or it has no webhooks.
 */
export function readPublication(text: string): Publication {
  const publication = readAs(text);
  if (publication.webhooks.length === 0)
    throw new UnreadableError(`read as ${publication.form}, it has no webhooks`);
  const empty = publication.webhooks.find(({ properties }) => properties.length === 0);
  if (empty) throw new UnreadableError(`${empty.eventType} has no properties`, empty.line);
  return publication;
}

function readAs(text: string): Publication {
  if (isHtml(text)) return readHtml(text);
  // A page may quote a document, so it is asked first.
  if (isMarkdown(text)) return readMarkdown(text);
  if (isOpenApi(text)) return readOpenApi(text);
  if (isTextPage(text)) return readText(text);
  throw new UnreadableError(
    'expected an OpenAPI document, Markdown with OpenAPI documents in it, or the page as HTML or text',
  );
}

async function download(address: string): Promise<string> {
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT) });
  if (!response.ok) throw new UnreadableError(`${address} answered ${response.status}`);
  const text = await response.text();
  if (text.length > MAX_LENGTH)
    throw new UnreadableError(`${address} is longer than ${MAX_LENGTH} characters`);
  return text;
}

// Milliseconds.
const TIMEOUT = 30_000;
const MAX_LENGTH = 20_000_000;
