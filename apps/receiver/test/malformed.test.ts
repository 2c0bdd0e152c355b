import type { RejectedBody } from '@partner-webhooks/inbox';
import { registry } from '@partner-webhooks/types';
import { parseStrictJson } from '@partner-webhooks/types/request';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateBody } from '../src/validation/validate-body.ts';
import { MALFORMED_BODIES } from './malformed-bodies.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.CUSTOMER_NOTIFICATION;

let receiver: RunningReceiver;
const quarantined: RejectedBody[] = [];
beforeAll(async () => {
  receiver = await runReceiver({
    onQuarantine: (each) => quarantined.push(each),
    environment: { LOG_LEVEL: 'silent' },
  });
});
afterAll(() => receiver.stop());

describe(`a malformed body (${MALFORMED_BODIES.length} of them)`, () => {
  it.each(MALFORMED_BODIES)('$name: gets 400 and goes into quarantine byte for byte', async ({ bytes }) => {
    const before = quarantined.length;
    const response = await post(receiver.url + path, bytes);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      message: expect.any(String),
      responseType: 'CLIENT_ERROR',
      requestId: response.headers.get('x-request-id'),
      errorDetails: expect.arrayContaining([expect.objectContaining({ field: expect.any(String) })]),
    });
    expect(quarantined).toHaveLength(before + 1);
    expect(Buffer.from(quarantined.at(-1)?.body ?? []).equals(bytes)).toBe(true);
  });

  it('leaves the receiver as it was, and its memory near its level', async () => {
    const rounds = async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        await Promise.all(
          MALFORMED_BODIES.map(async ({ bytes }) => (await post(receiver.url + path, bytes)).text()),
        );
        quarantined.length = 0;
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

describe('strict JSON', () => {
  it('has the value that JSON.parse gives', () => {
    const json = fc.json({ maxDepth: 5 }).filter((text) => !text.includes('__proto__'));
    fc.assert(
      fc.property(json, (text) => {
        expect(parseStrictJson(Buffer.from(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it('is rejected if any object in it has a property twice', () => {
    const name = fc.string().filter((text) => text !== '__proto__' && text.isWellFormed());
    const members = fc.uniqueArray(name, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(members, fc.nat(), fc.constantFrom('%', '[%]', '{"a:\\":b":%}'), (names, pick, around) => {
        const once = names.map((each) => `${JSON.stringify(each)}:":"`);
        const object = (list: readonly string[]) =>
          Buffer.from(around.replace('%', () => `{${list.join(',')}}`));
        expect(parseStrictJson(object(once)).ok).toBe(true);
        expect(parseStrictJson(object([...once, once[pick % once.length] ?? '']))).toEqual(
          rejected('an object has the same property twice'),
        );
      }),
    );
  });
});

/** The result for the body as a whole. */
function rejected(message: string) {
  return { ok: false, violation: { pointer: '', code: 'json', message } };
}

describe('the largest body that MAX_BODY_BYTES allows', () => {
  const BYTES = 16_777_216;
  const VALUES = 99_990;
  /** Of this thread: while it validates a body, it responds to no other request. */
  const CPU_MS = 500;
  /** On a machine that is slow or busy: in place of it, so many times what JSON.parse alone takes at the same time. */
  const PARSES = 6;
  const id = '7f0d9a52-3c1e-4c5b-9a53-0b5b8f6d2e11';

  /** As many parts as there is space for, filled up with blanks. */
  function body(open: string, part: (n: number) => string, close: string, count = Infinity): Buffer {
    const parts: string[] = [];
    for (let size = open.length + close.length; parts.length < count; ) {
      const next = part(parts.length);
      size += next.length + 1;
      if (size > BYTES) break;
      parts.push(next);
    }
    return Buffer.from(`${open}${parts.join()}${close}`.padEnd(BYTES));
  }

  /** @returns the result, and the CPU time of this thread in milliseconds. */
  function measured<Result>(work: () => Result): readonly [Result, number] {
    const before = process.threadCpuUsage();
    const result = work();
    const { user, system } = process.threadCpuUsage(before);
    return [result, (user + system) / 1_000];
  }

  const longNames = body('{', (n) => `"${'x'.repeat(150)}${n}":1`, '}', VALUES);
  const list = ['{"notificationType":"UPDATED","updatedCustomers":[', ']}'] as const;
  const forms: readonly (readonly [string, Buffer])[] = [
    ['a wide object', body('{', (n) => `"p${n}":1`, '}')],
    ['a wide object with as many values as there may be', body('{', (n) => `"p${n}":1`, '}', VALUES)],
    ['long names', longNames],
    ['names that are indexes', body('{', (n) => `"${n * 4_099}":1`, '}', VALUES)],
    ['a wide array', body('{"a":[', () => '1', ']}')],
    ['a wide array with as many values as there may be', body('{"a":[', () => '1', ']}', VALUES)],
    ['arrays in an array', body('{"a":[', () => '[]', ']}')],
    ['objects in an array', body('{"a":[', () => '{"a":1}', ']}', VALUES / 3)],
    ['a deep array', Buffer.from('['.repeat(BYTES))],
    ['deep objects', Buffer.from('{"a":'.repeat(BYTES / 5))],
    [
      'towers as high as they may be',
      body('{"a":[', () => '['.repeat(30) + ']'.repeat(30), ']}', VALUES / 31),
    ],
    ['long strings', body('{', (n) => `"p${n}":"${'x'.repeat(10_000)}"`, '}')],
    ['one string', body('{"a":"', () => 'x'.repeat(10_000), '"}')],
    ['escaped quotes', body('{"a":"', () => '\\"'.repeat(5_000), '"}')],
    ['backslashes', body('{"a":"', () => '\\\\'.repeat(5_000), '"}')],
    ['a string without an end', body('{"a":"', () => '\\"'.repeat(5_000), '')],
    ['the same name repeatedly', body('{', () => '"a":1', '}', VALUES)],
    ['as many violations as there may be', body(list[0], () => '"x"', list[1], VALUES)],
    ['as many violations of type', body(list[0], () => '1', list[1], VALUES)],
    ['as many identifiers', body(list[0], () => `"${id}"`, list[1], VALUES)],
    ['one long number', body('{"a":0.', () => '1'.repeat(10_000), '}', 1)],
    ['precise numbers', body('{"a":[', () => '1.2345678901234567e-300', ']}', VALUES)],
    ['blanks', body('{', () => '"a":1', '}', 1)],
    ['an object that breaks off at its end', body('{', (n) => `"p${n}":1`, ',', VALUES)],
  ];

  it.each(forms)(`is rejected or validated within ${CPU_MS} ms: %s`, (what, bytes) => {
    const [validation, milliseconds] = measured(() => validateBody('LABELS_UPDATE_NOTIFICATION', bytes));
    console.log(`${what}: ${milliseconds.toFixed(0)} ms`);
    const isSlow = milliseconds >= CPU_MS;
    const limit = isSlow ? PARSES * measured(() => JSON.parse(longNames.toString()))[1] : CPU_MS;
    expect(milliseconds).toBeLessThan(Math.max(CPU_MS, limit));
    if (!validation.valid) expect(validation.violations).not.toHaveLength(0);
  });

  it('is rejected for more than 100,000 values', () => {
    const values = (count: number) => Buffer.from(JSON.stringify(Array.from({ length: count }, () => 1)));
    expect(parseStrictJson(values(99_998))).toMatchObject({ ok: true, value: { length: 99_998 } });
    expect(parseStrictJson(values(100_000))).toEqual(rejected('it has more than 100000 values'));
    expect(parseStrictJson(Buffer.from(`"${',[{'.repeat(100_000)}"`)).ok).toBe(true);
  });

  it('can list 7,000 customers whose labels have been updated', () => {
    const bytes = body(list[0], () => `"${id}"`, list[1], 7_000);
    expect(validateBody('LABELS_UPDATE_NOTIFICATION', bytes)).toMatchObject({
      valid: true,
      notification: { payload: { notificationType: 'UPDATED' } },
    });
  });
});
