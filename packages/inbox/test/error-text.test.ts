import { runInNewContext } from 'node:vm';
import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorMessage, errorStack, errorText, isInstance, MAX_ERROR_BYTES } from '../src/error-text.ts';
import { PermanentError } from '../src/index.ts';
import { HOSTILE } from './hostile.ts';

const connectionError = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

class Rejection {
  toString() {
    return 'rejected by the archive';
  }
}

describe('the text of an error', () => {
  it.each<[string, unknown, string]>([
    ['an error', new TypeError('not now'), 'TypeError: not now'],
    ['an error without a message', new RangeError(), 'RangeError'],
    ['an error with a code', connectionError, 'Error: connect ECONNREFUSED [ECONNREFUSED]'],
    [
      'an error with its causes',
      new TypeError('fetch failed', { cause: new Error('lookup failed', { cause: connectionError }) }),
      'TypeError: fetch failed\ncaused by: Error: lookup failed\n  caused by: Error: connect ECONNREFUSED [ECONNREFUSED]',
    ],
    [
      'an error whose cause is a text',
      new Error('no', { cause: 'because' }),
      'Error: no\ncaused by: because',
    ],
    [
      'the errors of an AggregateError',
      new AggregateError([new Error('one'), 'two', { three: 3 }], 'all of them failed'),
      'AggregateError: all of them failed\n- Error: one\n- two\n- { three: 3 }',
    ],
    ['an error of another realm', runInNewContext(`new TypeError('far away')`), 'TypeError: far away'],
    ['a text', 'no', 'no'],
    ['an empty text', '', 'an error without text'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('no'), 'Symbol(no)'],
    ['a number', 42n, '42'],
    ['a function', () => {}, '[function]'],
    ['an object', { code: 7, why: { ok: false } }, '{ code: 7, why: { ok: false } }'],
    ['an object without a prototype', Object.create(null), '{}'],
    ['an object with a toString of its own', new Rejection(), 'rejected by the archive'],
    [
      'an object that looks like an error',
      { name: 'RejectedBody', message: 'no', code: 9 },
      'RejectedBody: no [9]',
    ],
    ['a response', new Response('', { status: 404 }), '[Response]'],
    ['a URL', new URL('http://archive.example/'), 'http://archive.example/'],
    ['bytes', Buffer.alloc(20_000_000), '[Uint8Array]'],
    ['a list', [1, 'two', [3]], '[1, "two", [3]]'],
    ['half a character', new Error('\ud800'), 'Error: \ufffd'],
    ['control characters', new Error('\u0000\u001b[31mred\nline'), 'Error: \\u0000\\u001b[31mred\nline'],
  ])('describes %s', (_what, thrown, text) => {
    expect(errorText(thrown)).toBe(text);
  });

  it('shortens a long message, and still names the cause', () => {
    const text = errorText(new Error('x'.repeat(20_000_000), { cause: connectionError }));
    expect(text).toMatch(/^Error: x+…\ncaused by: Error: connect ECONNREFUSED/);
  });

  it('ends if causes are circular or endless', () => {
    const circular: { message: string; cause?: unknown } = { message: 'one' };
    circular.cause = { message: 'two', cause: circular };
    expect(errorText(circular)).toBe('Error: one\ncaused by: Error: two\n  caused by: [circular]');
    const endless = () => ({
      message: 'again',
      get cause() {
        return endless();
      },
    });
    expect(errorText(endless())).toMatch(/\[more\]$/);
  });

  it.each(HOSTILE)('is written without an error for %s', (_what, hostile) => {
    const thrown = hostile();
    for (const text of [errorText(thrown), errorMessage(thrown), errorStack(thrown) ?? '?'])
      expectBounded(text);
    expect(isInstance(thrown, PermanentError)).toBe(false);
  });

  it('is bounded and well-formed for every value, alone or within an error', () => {
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const thrown = fc.oneof(
      value,
      fc.string({ unit: codePoint, maxLength: 20_000, size: 'max' }).map((text) => new Error(text)),
      fc.tuple(value, value, fc.array(value)).map(([message, cause, errors]) => {
        return Object.assign(new Error('no'), { message, cause, errors, name: cause, code: message });
      }),
      fc.constantFrom(...HOSTILE).chain(([, hostile]) => value.map((cause) => [hostile(), { cause }])),
    );
    fc.assert(
      fc.property(thrown, (each) => expectBounded(errorText(each))),
      { numRuns: 2_000 },
    );
  });
});

function expectBounded(text: string): void {
  expect(text).not.toBe('');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_ERROR_BYTES);
  expect(text.isWellFormed()).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the text must have none.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
}
