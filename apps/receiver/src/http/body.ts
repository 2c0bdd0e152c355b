import type { Incomplete } from '@partner-webhooks/inbox';
import type { Request, Response } from 'express';
import type { ContentHeaders } from './content.ts';
import { brokenBody, payloadTooLarge, type Refusal } from './errors.ts';
import { contentTypeOf } from './headers.ts';
import { type CutBody, cutBody } from './truncated-body.ts';

/** What has arrived of a body, as it was sent. */
export interface SentBody {
  readonly headers: ContentHeaders;
  /** All of it; of one that is too large its head, and of one that breaks off what came. */
  readonly bytes: Buffer;
  /** Present where that is not all. */
  readonly incomplete?: Incomplete;
  /** Why it is refused, where it did not arrive as a whole: 413 or 400. */
  readonly fault?: Refusal;
}

/** Reads the body of a request. Called only after the sender is known, so that no stranger's body is read. */
export type BodyReader = (req: Request, res: Response) => Promise<SentBody>;

/** Bytes that are kept of a body that is too large: it says what it is about in its first lines, if anywhere. */
export const HEAD_BYTES = 65_536;

/**
 * Makes a reader of bodies of limited size. It does not judge them: what a known sender delivers is kept, whatever it is.
 *
 * @param maxBytes the largest body that is taken.
 * @param linger milliseconds for which a body that is too large is read on, so that the sender reads the answer.
 */
export function createBodyReader(maxBytes: number, linger: number): BodyReader {
  return async (req, res) => {
    // A sender that asked first is told to go on only now.
    if (req.headers.expect?.toLowerCase() === '100-continue') res.writeContinue();
    const { 'content-encoding': contentEncoding } = req.headers;
    return {
      headers: { contentType: contentTypeOf(req), contentEncoding },
      ...(await collect(req, maxBytes, linger)),
    };
  };
}

/** Whether there is a body at all (RFC 9112, section 6.3). */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

type Collected = Omit<SentBody, 'headers'>;

/** Listens instead of looping: an iterator over a request costs as much as all the rest of reading it. */
function collect(req: Request, maxBytes: number, linger: number): Promise<Collected> {
  return new Promise((resolve) => {
    const announcedBytes = announced(req);
    const chunks: Buffer[] = [];
    let size = 0;
    let tooLarge: CutBody | undefined;
    let patience: NodeJS.Timeout | undefined;
    let isSettled = false;

    const settle = (collected: Collected): void => {
      isSettled = true;
      resolve(collected);
    };
    /** It is read on and hashed for as long as there is patience, and its head is kept. */
    const cut = (): void => {
      tooLarge = cutBody(chunks.splice(0), HEAD_BYTES);
      patience = setTimeout(() => settleCut(announcedBytes), linger).unref();
    };
    const settleCut = (totalBytes: number | undefined): void => {
      clearTimeout(patience);
      if (tooLarge && !isSettled) settle({ ...tooLarge.end(totalBytes), fault: payloadTooLarge(maxBytes) });
    };
    const breakOff = (cause?: Error): void => {
      if (req.readableEnded || isSettled) return;
      if (tooLarge) settleCut(announcedBytes);
      else settle({ ...cutBody(chunks, maxBytes).end(announcedBytes), fault: brokenBody(cause) });
    };

    if (announcedBytes !== undefined && announcedBytes > maxBytes) cut();
    req
      .on('data', (chunk: Buffer) => {
        // Whatever still comes is read and dropped: of a connection that is closed with something unread, the answer is lost.
        if (isSettled) return;
        size += chunk.length;
        if (tooLarge) tooLarge.add(chunk);
        else chunks.push(chunk);
        if (size > maxBytes && !tooLarge) cut();
      })
      .on('end', () => {
        if (tooLarge) settleCut(size);
        else settle({ bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) });
      })
      .on('error', breakOff)
      .on('close', () => breakOff());
  });
}

function announced({ headers: { 'content-length': length } }: Request): number | undefined {
  return length === undefined ? undefined : Number(length);
}
