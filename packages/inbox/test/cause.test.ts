import { codePoint } from '@partner-webhooks/test-random';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOf, MAX_CAUSE_CHARS, normalizedError } from '../src/cause.ts';

describe('the normalised error', () => {
  it.each([
    ["Error: account 'a-17' has 3 of 5 EUR", 'Error: account ‹text› has ‹n› of ‹n› EUR'],
    ['Error: no customer 0c9e8b7a-1d2f-4a3b-8c4d-5e6f7a8b9c0d', 'Error: no customer ‹id›'],
    [
      'TypeError: fetch failed\ncaused by: Error: connect ECONNREFUSED 10.0.0.7:5432 [ECONNREFUSED]',
      'TypeError: fetch failed caused by: Error: connect ECONNREFUSED ‹address› [ECONNREFUSED]',
    ],
    [
      'error: duplicate key value violates unique constraint "balance_pkey" [23505]',
      'error: duplicate key value violates unique constraint ‹text› [23505]',
    ],
    [
      "TypeError: Cannot read properties of undefined (reading 'amount')",
      'TypeError: Cannot read properties of undefined (reading ‹text›)',
    ],
    ["Error: it can't find a user that isn't there", "Error: it can't find a user that isn't there"],
    [
      'Error: the ledger responded with status 503 after 1,204.5 ms',
      'Error: the ledger responded with status 503 after ‹n› ms',
    ],
    ['Error: HTTP 404 for /accounts/991', 'Error: HTTP 404 for /accounts/‹n›'],
    ['Error: ORA-00942: table or view does not exist', 'Error: ORA-00942: table or view does not exist'],
    [
      'Error: booked on 2025-01-31T12:00:01.5Z, 12:00:01 too late',
      'Error: booked on ‹time›, ‹time› too late',
    ],
    ['Error: mail to jane.doe@example.com bounced', 'Error: mail to ‹email› bounced'],
    ['Error: order 68a1b2c3d4e5f6a7 and token Zx9kQ2mP7vB4nL1sT0', 'Error: order ‹id› and token ‹id›'],
    ['Error: sha256 of utf8', 'Error: sha256 of utf8'],
    ['the handler did not end within 30000 ms', 'the handler did not end within ‹n› ms'],
    ['', ''],
  ])('of %j is %j', (error, expected) => {
    expect(normalizedError(error)).toBe(expected);
  });

  it('is the same for any ids, numbers and quoted values in a message, and another one for another message', () => {
    const values = fc.record({
      id: fc.uuid(),
      amount: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((n) => n.toFixed(2)),
      name: fc.string().map((text) => JSON.stringify(text)),
      at: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
    });
    const error = ({ id, amount, name, at }: { id: string; amount: string; name: string; at: string }) =>
      `Error: ${name} owes ${amount} for ${id} since ${at} [E_DEBT]`;
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(causeOf(error(a))).toBe(causeOf(error(b)));
        expect(causeOf(error(a))).not.toBe(causeOf(error(b).replace('E_DEBT', 'E_PAID')));
      }),
    );
  });

  it('of any text is short, and normalised it stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 500 }), (text) => {
        const once = normalizedError(text);
        expect(Array.from(once).length).toBeLessThanOrEqual(MAX_CAUSE_CHARS);
        expect(once).not.toMatch(/(?<![\p{L}_[A-Z0-9-])\d{4,}(?!\])/u);
      }),
    );
  });

  it('of a text that is made to be slow takes little time', () => {
    const slow = [
      `${'a-'.repeat(4_000)}`,
      `${'"'.repeat(4_000)}`,
      `${'1.'.repeat(4_000)}`,
      `${'[A:'.repeat(3_000)}`,
      'a'.repeat(8_000),
      `${'a@'.repeat(4_000)}`,
    ];
    const started = performance.now();
    for (const text of slow) normalizedError(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
