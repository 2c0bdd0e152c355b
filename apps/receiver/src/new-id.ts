import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';

/**
 * A new id of a notification: a UUID of version 7 (RFC 9562), greater than all that this process has made before.
 *
 * Random numbers are drawn for hundreds of ids at a time: a draw costs more than all the rest.
 */
export function newId(): string {
  return generator.generate().toString();
}

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
