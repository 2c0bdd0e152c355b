import { hash } from 'node:crypto';
import { codePoint } from '@partner-webhooks/test-random';
import type { Notification } from '@partner-webhooks/types';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprint } from '../src/identity/fingerprint.ts';

// The receiver accepts I-JSON only: all strings are valid Unicode.
const json = fc.jsonValue({ stringUnit: codePoint, maxDepth: 4 });
const payload = fc.dictionary(fc.oneof(fc.string({ unit: codePoint }), fc.nat().map(String)), json);

it('the fingerprint is the SHA-256 of the event type and the payload in the canonical form of RFC 8785', () => {
  fc.assert(
    fc.property(payload, (payload) => {
      const notification = { eventType: 'RE_TOKEN_PRICES', payload } as unknown as Notification;
      const canonical = `RE_TOKEN_PRICES\n${canonicalize(payload)}`;
      expect(fingerprint(notification)).toBe(hash('sha256', canonical, 'hex'));
    }),
    { numRuns: 1_000 },
  );
});

it('the fingerprint is the one that is stored since the first version', () => {
  const payload = {
    regularToken: 1e21,
    premiumToken: -0,
    '10': '€\u2028\ud83d\ude00"\\\n',
    '9': [null, 0.1, {}],
  };
  const notification = { eventType: 'RE_TOKEN_PRICES', payload } as unknown as Notification;
  const text =
    'RE_TOKEN_PRICES\n{"10":"€\u2028\ud83d\ude00\\"\\\\\\n","9":[null,0.1,{}],"premiumToken":0,"regularToken":1e+21}';
  expect(fingerprint(notification)).toBe(hash('sha256', text, 'hex'));
});
