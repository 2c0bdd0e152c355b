import { randomFillSync } from 'node:crypto';
import type { Clock } from '@partner-webhooks/inbox';
import { V7Generator } from 'uuidv7';

/**
 * Creates the function that generates ids of notifications: UUIDs of version 7 (RFC 9562), each greater than the one before.
 *
 * Random numbers are drawn for hundreds of ids at a time: drawing costs more than everything else.
 *
 * @param clock its time of day must not go back: the generator starts over if it goes back by more than 10 s.
 */
export function createNewId(clock: Pick<Clock, 'now'>): () => string {
  const numbers = new Uint32Array(1024);
  let next = numbers.length;
  const generator = new V7Generator({
    nextUint32() {
      if (next === numbers.length) {
        randomFillSync(numbers);
        next = 0;
      }
      return numbers[next++] ?? 0;
    },
  });
  return () => generator.generateOrResetWithTs(clock.now().getTime()).toString();
}
