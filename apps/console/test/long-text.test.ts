import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../src/controls/long-text.tsx';

describe('the parts of a long text', () => {
  const lines = fc.array(fc.string({ unit: codePoint, maxLength: 200 }), { minLength: 1, maxLength: 20 });
  const texts = fc
    .tuple(lines, fc.constantFrom('', '\n'), fc.integer({ min: 1, max: 3_000 }))
    .map(([all, end, times]) => all.join(end).repeat(times).slice(0, 100_000));

  it('are the text, and no pair of surrogates is divided', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const parts = partsOf(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const part of parts) expect(text.slice(part.from).startsWith(part.text)).toBe(true);
        if (text.isWellFormed()) for (const part of parts) expect(part.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('are whole lines, so that a line breaks where it ends', () => {
    const text = `${'  "a": 1,\n'.repeat(10_000)}}`;
    const parts = partsOf(text);
    expect(parts.length).toBeGreaterThan(20);
    expect([parts[0]?.isBlock, parts.at(-1)?.isBlock]).toEqual([false, false]);
    for (const part of parts.slice(1, -1))
      expect(part).toMatchObject({ isBlock: true, text: expect.stringMatching(/\n$/) });
  });

  it('are one if it is short', () => {
    expect(partsOf('a\nb')).toEqual([{ from: 0, text: 'a\nb', isBlock: false }]);
  });
});
