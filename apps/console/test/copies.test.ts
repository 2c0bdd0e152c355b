import { execFileSync } from 'node:child_process';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import document from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import type { Contract } from '../src/contract/contract.ts';
import { asCurl, asFixture } from '../src/notifications/copies.ts';

const contract = document as unknown as Contract;

describe('a notification as curl', () => {
  const details = { body: '{}', bodyEncoding: 'utf-8' } as const;

  it.each(EVENT_TYPES)('has the path and the header of %s in the contract', (eventType) => {
    expect(asCurl({ ...details, eventType }, contract)).toBe(
      [
        `curl -i "\${WEBHOOKS_URL:-http://localhost:8080}${registry[eventType].path}"`,
        '-H "api-key: $API_KEY"',
        `-H 'content-type: application/json'`,
        `-d '{}'`,
      ].join(' \\\n  '),
    );
  });

  it.each([
    ['DEPARTED_NOTIFICATION', '/departed-notification'],
    ["x'; rm -rf $HOME #", '/x%3B%20rm%20-rf%20%24home%20%23'],
    ['x\nfalse && exit 1', '/x%0Afalse%20%26%26%20exit%201'],
  ])('of %j, which the contract does not have, has the path by the rule', (eventType, path) => {
    const command = asCurl({ ...details, eventType }, contract);
    const script = `set -e; API_KEY=k; curl() { printf '%s\\n' "$@"; }; ${command}`;
    const [, url, , key] = execFileSync('sh', { input: script }).toString().split('\n');
    expect([url, key]).toEqual([`http://localhost:8080${path}`, 'api-key: k']);
  });

  it('sends bytes that are not UTF-8', () => {
    const body = Buffer.from([0, 255, 39, 10]).toString('base64');
    const command = asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'base64' }, contract);
    expect(
      execFileSync('sh', { input: `curl() { base64; }; ${command}` })
        .toString()
        .trim(),
    ).toBe(body);
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
