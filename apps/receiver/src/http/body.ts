import type { Request, Response } from 'express';
import express from 'express';
import { payloadTooLarge, Refusal, unsupportedMediaType } from './refusal.ts';

/** Reads the body of a request. Called only after the sender is known, so that no stranger's body is read. */
export type BodyReader = (req: Request, res: Response) => Promise<Buffer>;

/**
 * Makes a reader of JSON bodies of limited size. The limit holds for the bytes sent and for what they decompress to.
 *
 * The reader throws a Refusal: 415 for another media type, character set or compression, 413 for a body that is too
 * large, 400 for one that breaks off.
 */
export function createBodyReader(maxBytes: number): BodyReader {
  const parse = express.raw({ type: () => true, limit: maxBytes });
  return async (req, res) => {
    if (!isJson(req.headers['content-type'])) {
      throw unsupportedMediaType('Expected a body of type application/json in UTF-8.');
    }
    // A sender that asked first is told to go on only now; one that is refused keeps its body to itself.
    if (req.headers.expect !== undefined) res.writeContinue();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    parse(req, res, (error: unknown) => (error ? reject(refusal(error, maxBytes)) : resolve()));
    await promise;
    return Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  };
}

function isJson(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  if (type.trim() !== 'application/json') return false;
  return parameters.every(
    (parameter) => !/^\s*charset\s*=/.test(parameter) || /=\s*"?utf-?8"?\s*$/.test(parameter),
  );
}

/** What body-parser reports (by its documented `type`), in the contract's words. */
function refusal(error: unknown, maxBytes: number): unknown {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return payloadTooLarge(maxBytes);
  if (type === 'encoding.unsupported')
    return unsupportedMediaType('Expected no compression, or gzip, deflate or br.');
  if (error instanceof Error && 'status' in error && error.status === 400) {
    return new Refusal({
      status: 400,
      errorCode: 'MALFORMED_JSON',
      message: 'The body broke off or could not be decompressed.',
      headers: { Connection: 'close' },
      cause: error,
    });
  }
  return error;
}
