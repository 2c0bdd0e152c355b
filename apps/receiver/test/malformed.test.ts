import type { Refused } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseJson } from '../src/http/json.ts';
import { MALFORMED_BODIES } from './malformed-bodies.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.CUSTOMER_NOTIFICATION;

let receiver: RunningReceiver;
const refused: Refused[] = [];
beforeAll(async () => {
  receiver = await runReceiver({
    onQuarantine: (each) => refused.push(each),
    environment: { LOG_LEVEL: 'silent' },
  });
});
afterAll(() => receiver.stop());

describe(`a malformed body (${MALFORMED_BODIES.length} of them)`, () => {
  it.each(MALFORMED_BODIES)(
    '$name: is answered with 400 and goes into quarantine byte for byte',
    async ({ bytes }) => {
      const before = refused.length;
      const response = await post(receiver.url + path, bytes);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        message: expect.any(String),
        responseType: 'CLIENT_ERROR',
        requestId: response.headers.get('x-request-id'),
        errorDetails: expect.arrayContaining([expect.objectContaining({ field: expect.any(String) })]),
      });
      expect(refused).toHaveLength(before + 1);
      expect(Buffer.from(refused.at(-1)?.body ?? []).equals(bytes)).toBe(true);
    },
  );

  it('leaves the receiver as it was, and its memory near its level', async () => {
    const rounds = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        await Promise.all(
          MALFORMED_BODIES.map(async ({ bytes }) => (await post(receiver.url + path, bytes)).text()),
        );
        refused.length = 0;
      }
      return process.memoryUsage().rss;
    };
    const warm = await rounds(3);
    const after = await rounds(10);
    expect(after - warm).toBeLessThan(100 * 1024 * 1024);
    expect((await fetch(`${receiver.url}/readyz`)).status).toBe(200);
    expect(receiver.handled).toEqual([]);
  });
});

describe('JSON as systems exchange it', () => {
  it('is read as JSON.parse reads it, whatever it says', () => {
    const json = fc.json({ maxDepth: 5 }).filter((text) => !text.includes('__proto__'));
    fc.assert(
      fc.property(json, (text) => {
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused where any object in it has a property twice', () => {
    const name = fc.string().filter((text) => text !== '__proto__' && text.isWellFormed());
    const members = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(members, fc.nat(), fc.constantFrom('%', '[%]', '{"a:\\":b":%}'), (names, pick, around) => {
        const once = names.map((each) => `${JSON.stringify(each)}:":"`);
        const object = (list: readonly string[]) =>
          Buffer.from(around.replace('%', () => `{${list.join(',')}}`));
        expect(() => parseJson(object(once))).not.toThrow();
        expect(() => parseJson(object([...once, once[pick % once.length] ?? '']))).toThrow(
          'the same property twice',
        );
      }),
    );
  });
});
