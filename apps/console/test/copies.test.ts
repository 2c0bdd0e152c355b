import { execFileSync } from 'node:child_process';
import { EVENT_TYPES } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCurl, asFixture } from '../src/notifications/copies.ts';

/** The body that a command sends, by a curl that only prints what it was given. */
function sentBy(command: string): string {
  const script = `curl() { local data; while [ $# -gt 0 ]; do
      if [ "$1" = --data-binary ]; then data=$2; fi; shift
    done
    if [ "$data" = @- ]; then cat; else printf %s "$data"; fi; }
    ${command}`;
  return execFileSync('bash', ['-c', script]).toString('base64');
}

describe('a notification as curl', () => {
  it('sends the body byte for byte, whatever is in it', () => {
    const bodies = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\u0000'));
    fc.assert(
      fc.property(bodies, (body) => {
        const command = asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'utf-8' });
        expect(sentBy(command)).toBe(Buffer.from(body).toString('base64'));
      }),
      { numRuns: 40 },
    );
  });

  it('sends bytes that are not UTF-8', () => {
    const body = Buffer.from([0, 255, 39, 10]).toString('base64');
    expect(sentBy(asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'base64' }))).toBe(body);
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

  it('is a text if the body is not JSON', () => {
    const text = asFixture({ eventType: 'CUSTOMER_NOTIFICATION', body: '{"a":', bodyEncoding: 'utf-8' });
    expect(text).toBe('export const customerNotification = "{\\"a\\":";\n');
  });
});
