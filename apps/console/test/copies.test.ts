import { execFileSync } from 'node:child_process';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCurl, asFixture } from '../src/notifications/copies.ts';

/** The bodies that commands send, in Base64, by a curl that only prints what it was given. One shell runs all of them. */
function sentBy(commands: readonly string[]): string[] {
  const script = `curl() { local data; while [ $# -gt 0 ]; do
      if [ "$1" = --data-binary ]; then data=$2; fi; shift
    done
    if [ "$data" = @- ]; then cat; else printf %s "$data"; fi; }
    ${commands.map((command) => `{ ${command}\n} | base64 -w0; echo`).join('\n')}`;
  return execFileSync('bash', { input: script }).toString().split('\n').slice(0, -1);
}

describe('a notification as curl', () => {
  it('sends the body byte for byte, whatever is in it', () => {
    const bodies = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\u0000'));
    fc.assert(
      fc.property(fc.array(bodies, { minLength: 1, maxLength: 20 }), (all) => {
        const commands = all.map((body) =>
          asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'utf-8' }),
        );
        expect(sentBy(commands)).toEqual(all.map((body) => Buffer.from(body).toString('base64')));
      }),
      { numRuns: 4 },
    );
  });

  it('sends bytes that are not UTF-8', () => {
    const body = Buffer.from([0, 255, 39, 10]).toString('base64');
    expect(sentBy([asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'base64' })])).toEqual([
      body,
    ]);
  });
});

describe('a notification as a fixture', () => {
  it.each(EVENT_TYPES)('of %s has the payload as it was sent', (eventType) => {
    const [example = {}] = Object.values(examples[eventType]);
    const body = JSON.stringify(example);
    const text = asFixture({ eventType, body, bodyEncoding: 'utf-8' });
    expect(text).toContain(`= ${body} as Payload<'${eventType}'>;`);
    expect(text).toMatch(/^import type/);
  });

  it.each([
    ['{"__proto__":{"a":1}}', `JSON.parse("{\\"__proto__\\":{\\"a\\":1}}")`],
    [' [1] ', '[1]'],
  ])('of %s is %s', (body, expression) => {
    const text = asFixture({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'utf-8' });
    expect(text).toContain(`= ${expression} as Payload`);
  });

  it('is made of the bytes if they are not UTF-8, and has a name that a constant can have', () => {
    const text = asFixture({ eventType: '3ds.challenge/v2', body: '/w==', bodyEncoding: 'base64' });
    expect(text).toBe("export const event3dsChallengeV2 = Buffer.from('/w==', 'base64');\n");
  });

  it('is a text if the body is not JSON', () => {
    const text = asFixture({ eventType: 'CUSTOMER_NOTIFICATION', body: '{"a":', bodyEncoding: 'utf-8' });
    expect(text).toBe('export const customerNotification = "{\\"a\\":";\n');
  });
});
