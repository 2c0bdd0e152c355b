import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { Request, Response } from 'express';
import { brokenBody, expectationFailed, payloadTooLarge, unsupportedMediaType } from './refusal.ts';

/** Reads the body of a request. Called only after the sender is known, so that no stranger's body is read. */
export type BodyReader = (req: Request, res: Response) => Promise<Buffer>;

/**
 * Makes a reader of JSON bodies of limited size. The limit holds for the bytes sent and for what they decompress to.
 *
 * The reader throws a Refusal: 415 for another media type, character set or compression, 413 for a body that is too
 * large, 400 for one that breaks off, 417 for an unknown expectation.
 *
 * @param linger milliseconds for which a body that is refused is read on, so that the sender reads the answer.
 */
export function createBodyReader(maxBytes: number, linger: number): BodyReader {
  return async (req, res) => {
    const isAsking = req.headers.expect?.toLowerCase() === '100-continue';
    try {
      const decompress = decompressorOf(req);
      if (req.headers.expect !== undefined && !isAsking) throw expectationFailed();
      if (Number(req.headers['content-length']) > maxBytes) throw payloadTooLarge(maxBytes);
      // A sender that asked first is told to go on only now; one that is refused keeps its body to itself.
      if (isAsking) res.writeContinue();
      return await decompress(await collect(req, maxBytes), maxBytes);
    } catch (error) {
      if (!req.complete && !isAsking) await discard(req, linger);
      throw error;
    }
  };
}

type Decompress = (sent: Buffer, maxBytes: number) => Promise<Buffer>;

const DECOMPRESSORS = new Map<string, Decompress>([
  ['identity', async (sent) => sent],
  ['gzip', bounded(promisify(gunzip))],
  ['deflate', bounded(promisify(inflate))],
  ['br', bounded(promisify(brotliDecompress))],
]);

/** Looks at the headers alone. @throws Refusal 415. */
function decompressorOf({ headers }: Request): Decompress {
  if (!isJson(headers['content-type'])) {
    throw unsupportedMediaType('Expected a body of type application/json in UTF-8.');
  }
  const decompress = DECOMPRESSORS.get(headers['content-encoding']?.toLowerCase() ?? 'identity');
  if (!decompress) throw unsupportedMediaType('Expected no compression, or gzip, deflate or br.');
  return decompress;
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') return false;
  return parameters.every(
    (parameter) => !/^\s*charset\s*=/.test(parameter) || /=\s*"?utf-?8"?\s*$/.test(parameter),
  );
}

/** Decompression stops at the limit: what a few bytes could become is never in memory. */
function bounded(
  decompress: (sent: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>,
): Decompress {
  return (sent, maxBytes) =>
    decompress(sent, { maxOutputLength: maxBytes }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_BUFFER_TOO_LARGE' ? payloadTooLarge(maxBytes) : brokenBody(error);
    });
}

/** Listens instead of looping: an iterator over a request costs as much as all the rest of reading it. */
function collect(req: Request, maxBytes: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  const onData = (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= maxBytes) return;
    // The stream is the connection: it must outlive the refusal.
    stop();
    req.pause();
    reject(payloadTooLarge(maxBytes));
  };
  const onEnd = () => {
    stop();
    resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  };
  const onBroken = (error?: unknown) => {
    stop();
    reject(brokenBody(error));
  };
  const stop = () => {
    req.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
  };
  req.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  return promise;
}

/** Reads to the end, or for as long as there is patience, and keeps nothing. */
async function discard(req: Request, linger: number): Promise<void> {
  req.resume();
  await finished(req, { signal: AbortSignal.timeout(linger) }).catch(() => {});
}
