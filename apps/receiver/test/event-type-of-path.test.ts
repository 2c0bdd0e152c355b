import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypeOfPath } from '../src/http/event-type-of-path.ts';

describe('a path', () => {
  it.each(EVENT_TYPES)('of the contract means its event type: %s', (eventType) => {
    expect(eventTypeOfPath(registry[eventType].path)).toBe(eventType);
  });

  it.each([
    '/transfer-notification/',
    '//transfer-notification',
    '///transfer-notification///',
    '/Transfer-Notification',
    '/TRANSFER-NOTIFICATION/',
    '/transfer%2Dnotification',
    '/transfer%2dnotification',
    '/%74ransfer-notification',
    '/%54RANSFER-notification',
    '/transfer-notification%20',
    '/%20transfer-notification',
    '/%20/transfer-notification',
    '/transfer-notification%0A',
    '/transfer-notification%C2%A0',
  ])('means the same as the one of the contract: %s', (path) => {
    expect(eventTypeOfPath(path)).toBe('TRANSFER_NOTIFICATION');
  });

  it.each([
    '',
    '/',
    '//',
    '*',
    '/transfer-notifications',
    '/transfer notification',
    '/transfer_notification',
    '/TRANSFER_NOTIFICATION',
    '/transfernotification',
    '/transfer-notification/more',
    '/webhooks/transfer-notification',
    '/./transfer-notification',
    '/x/../transfer-notification',
    '/transfer-notification;v=1',
    '/transfer-notification.json',
    '/transfer-notification%2F',
    '/%2Ftransfer-notification',
    '/transfer%252Dnotification',
    '/transfer%2-notification',
    '/transfer-notification%',
    '/transfer-notification%FF',
    '/transfer-notification%00',
    '/trans%CC%88fer-notification',
    '/re-to%E2%84%AAen-prices',
    '/transfer\u2010notification',
    '/__proto__',
    '/constructor',
  ])('means nothing, because it is not certain: %s', (path) => {
    expect(eventTypeOfPath(path)).toBeUndefined();
  });

  it('means the same however its slashes, letters and encoding are written, and nothing with any other letter', () => {
    const written = fc.constantFrom(...EVENT_TYPES).chain((eventType) =>
      fc.tuple(
        fc.constant(eventType),
        fc.array(fc.constantFrom('as it is', 'capital', 'encoded', 'encoded small'), {
          minLength: registry[eventType].path.length - 1,
          maxLength: registry[eventType].path.length - 1,
        }),
        fc.nat({ max: 3 }),
        fc.nat({ max: 3 }),
        fc.nat(),
      ),
    );
    fc.assert(
      fc.property(written, ([eventType, ways, before, after, location]) => {
        const letters = [...registry[eventType].path.slice(1)];
        const write = (text: readonly string[]) => {
          const name = text.map((letter, n) => WRITE[ways[n] as keyof typeof WRITE](letter)).join('');
          return `/${'/'.repeat(before)}${name}${'/'.repeat(after)}`;
        };
        expect(eventTypeOfPath(write(letters))).toBe(eventType);
        expect(eventTypeOfPath(write(letters.with(location % letters.length, '~')))).toBeUndefined();
      }),
    );
  });
});

const WRITE = {
  'as it is': (letter: string) => letter,
  capital: (letter: string) => letter.toUpperCase(),
  encoded: (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  'encoded small': (letter: string) => `%${letter.charCodeAt(0).toString(16)}`,
};
