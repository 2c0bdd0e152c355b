import type { Incomplete } from '@partner-webhooks/inbox';
import type { ContentHeaders } from '@partner-webhooks/request';
import type { Request, Response } from 'express';
import { HttpError } from './errors.ts';
import { contentTypeOf } from './headers.ts';
import { createTruncatedBody, type TruncatedBody } from './truncated-body.ts';

/** What has arrived of a body, as it was sent. */
export interface ReceivedBody {
  readonly headers: ContentHeaders;
  /** The whole body; the head of one that is too large; what arrived of one that breaks off. */
  readonly bytes: Buffer;
  /** Present if `bytes` is not the whole body. */
  readonly incomplete?: Incomplete;
  /** Present if the body did not arrive completely: 413 or 400. */
  readonly error?: HttpError;
}

/** Reads the body of a request. Call it only after the sender is authenticated. */
export type BodyReader = (req: Request, res: Response) => Promise<ReceivedBody>;

/** Bytes that are stored of a body that is too large. Its first lines usually say what it is about. */
export const HEAD_BYTES = 65_536;

/**
 * Creates a reader of bodies of limited size. It does not validate them: what an authenticated sender delivers is stored,
 * whatever it is.
 *
 * @param maxBytes the largest body that is accepted.
 * @param lingerMs how long a body that is too large is read on, so that the sender reads the response.
 */
export function createBodyReader(maxBytes: number, lingerMs: number): BodyReader {
  return async (req, res) => {
    if (req.headers.expect?.toLowerCase() === '100-continue') res.writeContinue();
    const { 'content-encoding': contentEncoding } = req.headers;
    return {
      headers: { contentType: contentTypeOf(req), contentEncoding },
      ...(await collect(req, maxBytes, lingerMs)),
    };
  };
}

/** Whether there is a body at all (RFC 9112, section 6.3). */
export function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

type Collected = Omit<ReceivedBody, 'headers'>;

/** Collects by events: an async iterator over a request costs as much as all the rest of reading it. */
function collect(req: Request, maxBytes: number, lingerMs: number): Promise<Collected> {
  return new Promise((resolve) => {
    const announcedBytes = announced(req);
    const chunks: Buffer[] = [];
    let size = 0;
    let tooLarge: TruncatedBody | undefined;
    let lingerTimer: NodeJS.Timeout | undefined;
    let isDone = false;

    const finish = (collected: Collected): void => {
      isDone = true;
      resolve(collected);
    };
    /** Stores the head, and reads and hashes the rest until the linger time is over. */
    const truncate = (): void => {
      tooLarge = createTruncatedBody(chunks.splice(0), HEAD_BYTES);
      lingerTimer = setTimeout(() => finishTruncated(announcedBytes), lingerMs).unref();
    };
    const finishTruncated = (totalBytes: number | undefined): void => {
      clearTimeout(lingerTimer);
      if (!tooLarge || isDone) return;
      finish({ ...tooLarge.end(totalBytes), error: new HttpError('BODY_TOO_LARGE', { maxBytes }) });
    };
    const breakOff = (cause?: Error): void => {
      if (req.readableEnded || isDone) return;
      if (tooLarge) finishTruncated(announcedBytes);
      else {
        const error = new HttpError('BROKEN_BODY', { cause });
        finish({ ...createTruncatedBody(chunks, maxBytes).end(announcedBytes), error });
      }
    };

    if (announcedBytes !== undefined && announcedBytes > maxBytes) truncate();
    req
      .on('data', (chunk: Buffer) => {
        // Reads and drops what still arrives: closing a connection with unread bytes resets it, and the response is lost.
        if (isDone) return;
        size += chunk.length;
        if (tooLarge) tooLarge.add(chunk);
        else chunks.push(chunk);
        if (size > maxBytes && !tooLarge) truncate();
      })
      .on('end', () => {
        if (tooLarge) finishTruncated(size);
        else finish({ bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) });
      })
      .on('error', breakOff)
      .on('close', () => breakOff());
  });
}

function announced({ headers: { 'content-length': length } }: Request): number | undefined {
  return length === undefined ? undefined : Number(length);
}
