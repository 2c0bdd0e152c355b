import { createHash } from 'node:crypto';
import type { Incomplete } from '@partner-webhooks/inbox';

/** A body of which only the beginning is stored, while it is read: its beginning, its length and its hash. */
export interface TruncatedBody {
  add(chunk: Buffer): void;
  /** @param totalBytes length of the whole body, if it is known. */
  end(totalBytes: number | undefined): { readonly bytes: Buffer; readonly incomplete: Incomplete };
}

/**
 * Starts with the chunks that have been read already.
 *
 * @param maxBytes how many bytes of the beginning are stored.
 */
export function createTruncatedBody(chunks: readonly Buffer[], maxBytes: number): TruncatedBody {
  const hash = createHash('sha256');
  const stored: Buffer[] = [];
  let roomBytes = maxBytes;
  let readBytes = 0;

  const add = (chunk: Buffer): void => {
    readBytes += chunk.length;
    hash.update(chunk);
    if (roomBytes === 0) return;
    // A copy: a part of a chunk would hold the whole chunk in memory.
    const part = chunk.length > roomBytes ? Buffer.from(chunk.subarray(0, roomBytes)) : chunk;
    roomBytes -= part.length;
    stored.push(part);
  };
  chunks.forEach(add);

  return {
    add,
    end: (totalBytes) => ({
      bytes: Buffer.concat(stored),
      incomplete: { readBytes, sha256: hash.digest('hex'), ...(totalBytes !== undefined && { totalBytes }) },
    }),
  };
}
