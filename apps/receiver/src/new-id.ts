import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/**
 * Makes the function that makes ids of notifications: UUIDs of version 7 (RFC 9562), each greater than the one before.
 *
 * Random numbers are drawn for hundreds of ids at a time: a draw costs more than all the rest.
 *
 * @param now a clock that never goes back: the generator starts over where it goes back by more than 10 s.
 */
export function createNewId(now: () => Date): () => string {
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
  return () => generator.generateOrResetWithTs(now().getTime()).toString();
}
