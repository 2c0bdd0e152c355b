import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorMessage, errorStack, errorText, isInstance, MAX_ERROR_BYTES } from '../src/error-text.ts';
import { PermanentError } from '../src/index.ts';
import { HOSTILE } from './hostile.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

class Refusal {
  toString() {
    return 'refused by the archive';
  }
}

describe('the text of what is thrown', () => {
  it.each<[string, unknown, string]>([
    ['an error', new TypeError('not now'), 'TypeError: not now'],
    ['an error without a message', new RangeError(), 'RangeError'],
    ['an error with a code', refused, 'Error: connect ECONNREFUSED [ECONNREFUSED]'],
    [
      'an error with its causes',
      new TypeError('fetch failed', { cause: new Error('lookup failed', { cause: refused }) }),
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
    ['an object that says what it is', new Refusal(), 'refused by the archive'],
    ['what looks like an error', { name: 'RejectedBody', message: 'no', code: 9 }, 'RejectedBody: no [9]'],
    ['a response', new Response('', { status: 404 }), '[Response]'],
    ['a URL', new URL('http://archive.example/'), 'http://archive.example/'],
    ['bytes', Buffer.alloc(20_000_000), '[Uint8Array]'],
    ['a list', [1, 'two', [3]], '[1, "two", [3]]'],
    ['half a character', new Error('\ud800'), 'Error: \ufffd'],
    ['control characters', new Error('\u0000\u001b[31mred\nline'), 'Error: \\u0000\\u001b[31mred\nline'],
  ])('is that of %s', (_what, thrown, text) => {
    expect(errorText(thrown)).toBe(text);
  });

  it('says of a long message no more than there is room for, and still names its cause', () => {
    const text = errorText(new Error('x'.repeat(20_000_000), { cause: refused }));
    expect(text).toMatch(/^Error: x+…\ncaused by: Error: connect ECONNREFUSED/);
  });

  it('ends where causes come back to themselves or never end', () => {
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

  it.each(HOSTILE)('is found without an error for %s', (_what, hostile) => {
    const thrown = hostile();
    for (const text of [errorText(thrown), errorMessage(thrown), errorStack(thrown) ?? '?'])
      expectBounded(text);
    expect(isInstance(thrown, PermanentError)).toBe(false);
  });

  it('is bounded and well-formed for every value, as it is or within an error', () => {
    const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    const thrown = fc.oneof(
      value,
      fc.string({ unit: 'binary', maxLength: 20_000, size: 'max' }).map((text) => new Error(text)),
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
  // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
}
