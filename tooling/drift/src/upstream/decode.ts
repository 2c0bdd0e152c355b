import { UnreadableError } from './published.ts';

/**
 * The text of a source, without a byte order mark. The encoding is that of the mark, of the media type, of the `meta` of an HTML
 * page, or UTF-8.
 *
 * @param contentType the header of the response, if the source is on the network.
 * @throws UnreadableError if the encoding is unknown, or if the bytes are no text in it: replaced characters would look like drift.
 */
export function decode(bytes: Uint8Array, contentType: string | null): string {
  const encoding = markedEncoding(bytes) ?? charsetIn(contentType ?? '') ?? charsetOfPage(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError)
      throw new UnreadableError(`expected a known encoding, found ${encoding}: save the source as UTF-8`);
    const [before = ''] = new TextDecoder(encoding).decode(bytes).split('\uFFFD');
    throw new UnreadableError(
      `expected text in ${encoding}, found bytes that are none: save the source as UTF-8`,
      before.split('\n').length,
    );
  }
}

// https://encoding.spec.whatwg.org/#bom-sniff
const MARKS: readonly [encoding: string, mark: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

function markedEncoding(bytes: Uint8Array): string | undefined {
  return MARKS.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];
}

function charsetOfPage(bytes: Uint8Array): string | undefined {
  // Every byte is a character in this encoding.
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES));
  const metas = /^\s*</.test(head) ? head.match(/<meta\b[^>]*>/gi) : [];
  return metas?.map(charsetIn).find((charset) => charset !== undefined);
}

// Where a page must say it: https://html.spec.whatwg.org/#charset
const HEAD_BYTES = 1024;

function charsetIn(text: string): string | undefined {
  return /\bcharset\s*=\s*["']?([^\s"';>]+)/i.exec(text)?.[1]?.toLowerCase();
}
