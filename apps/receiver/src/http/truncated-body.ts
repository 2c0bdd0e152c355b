import { createHash } from 'node:crypto';
import type { Incomplete } from '@partner-webhooks/inbox';

/** A body that is not kept as a whole, while it is read: its beginning, its length and its hash. */
export interface CutBody {
  add(chunk: Buffer): void;
  /** @param totalBytes length of the whole body, where it is known. */
  end(totalBytes: number | undefined): { readonly bytes: Buffer; readonly incomplete: Incomplete };
}

/**
 * Begins with what has been read by now.
 *
 * @param maxBytes how many bytes of the beginning are kept.
 */
export function cutBody(begun: readonly Buffer[], maxBytes: number): CutBody {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let room = maxBytes;
  let readBytes = 0;

  const add = (chunk: Buffer): void => {
    readBytes += chunk.length;
    hash.update(chunk);
    if (room === 0) return;
    // A copy: a part of a chunk would hold all of it in memory.
    const part = chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk;
    room -= part.length;
    kept.push(part);
  };
  begun.forEach(add);

  return {
    add,
    end: (totalBytes) => ({
      bytes: Buffer.concat(kept),
      incomplete: { readBytes, sha256: hash.digest('hex'), ...(totalBytes !== undefined && { totalBytes }) },
    }),
  };
}
