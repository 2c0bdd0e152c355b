import { execFileSync } from 'node:child_process';
import { EVENT_TYPES, registry } from '@partner-webhooks/types';
import { examples } from '@partner-webhooks/types/examples';
import document from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../src/contract/contract.ts';
import { asCurl, asFixture } from '../src/notifications/copies.ts';

const contract = document as unknown as Contract;

/** The bodies that commands send, in Base64, by a curl that only prints what it was given. One shell runs all of them. */
function sentBy(commands: readonly string[]): string[] {
  const script = `curl() { local data; while [ $# -gt 0 ]; do
      if [ "$1" = --data-binary ]; then data=$2; fi; shift
    done
    if [ "$data" = @- ]; then cat; else printf %s "$data"; fi; }
    ${commands.map((command) => `{ ${command}\n} | base64 -w0; echo`).join('\n')}`;
  return execFileSync('bash', { input: script, maxBuffer: 10_000_000 }).toString().split('\n').slice(0, -1);
}

describe('a notification as curl', () => {
  it('sends the body byte for byte, whatever is in it', () => {
    const bodies = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\u0000'));
    fc.assert(
      fc.property(fc.array(bodies, { minLength: 1, maxLength: 20 }), (all) => {
        const commands = all.map((body) =>
          asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'utf-8' }, contract),
        );
        expect(sentBy(commands)).toEqual(all.map((body) => Buffer.from(body).toString('base64')));
      }),
      { numRuns: 4 },
    );
  });

  it('sends bytes that are not UTF-8', () => {
    const body = Buffer.from([0, 255, 39, 10]).toString('base64');
    const command = asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'base64' }, contract);
    expect(sentBy([command])).toEqual([body]);
  });
});

describe('the request of a notification as curl', () => {
  const details = { body: '{}', bodyEncoding: 'utf-8' } as const;

  it.each(EVENT_TYPES)('has the path and the header of %s in the contract', (eventType) => {
    expect(asCurl({ ...details, eventType }, contract)).toBe(
      [
        `curl -i "\${WEBHOOKS_URL:-http://localhost:8080}${registry[eventType].path}"`,
        '-H "api-key: $API_KEY"',
        `-H 'content-type: application/json'`,
        `--data-binary '{}'`,
      ].join(' \\\n  '),
    );
  });

  it.each([
    ['DEPARTED_NOTIFICATION', '/departed-notification'],
    ["x'; rm -rf $HOME #", '/x%3B%20rm%20-rf%20%24home%20%23'],
  ])('of %s, which the contract does not have, has the path by the rule', (eventType, path) => {
    const command = asCurl({ ...details, eventType }, contract);
    expect(command).toContain(`http://localhost:8080}${path}"`);
    expect(command).toContain('-H "api-key: $API_KEY"');
    expect(sentBy([command])).toEqual([Buffer.from('{}').toString('base64')]);
  });

  it('has the method, the media type and the secret that another contract requires', () => {
    const { schemas } = contract.components;
    const content = { '*/*': {}, 'application/vnd.a+json': {} };
    const other = (type: object, security: object) =>
      asCurl({ ...details, eventType: 'CUSTOMER_NOTIFICATION' }, {
        ...contract,
        webhooks: { CUSTOMER_NOTIFICATION: { put: { security: [security], requestBody: { content } } } },
        components: { schemas, securitySchemes: { one: type } },
      } as Contract);
    const basic = other({ type: 'http', scheme: 'Basic' }, { one: [] });
    expect(basic).toContain('curl -i -X PUT "');
    expect(basic).toContain('-u "$NAME:$PASSWORD"');
    expect(basic).toContain("-H 'content-type: application/vnd.a+json'");
    expect(other({ type: 'http', scheme: 'bearer' }, { one: [] })).toContain('authorization: Bearer $TOKEN');
    expect(other({ type: 'apiKey', in: 'header', name: 'x-key' }, {})).not.toContain('$API_KEY');
  });

  it.each([
    ['of 200 kB', `{"a":"it's ${'x'.repeat(200_000)}"}`],
    ['that begins with the sign for a file', '@/etc/passwd'],
  ])('gives a body %s to curl as its input: no argument can be so long, or begin so', (_what, body) => {
    const command = asCurl({ eventType: 'CUSTOMER_NOTIFICATION', body, bodyEncoding: 'utf-8' }, contract);
    expect(sentBy([command])).toEqual([Buffer.from(body).toString('base64')]);
    expect(command).toMatch(/--data-binary @-$/);
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
