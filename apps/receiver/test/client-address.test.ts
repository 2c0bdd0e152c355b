import { registry } from '@partner-webhooks/types';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;

// By their settings, for all tests: each looks at the lines of its own request.
const receivers = new Map<string, Promise<RunningReceiver>>();
afterAll(async () => {
  for (const receiver of receivers.values()) await (await receiver).stop();
});

/** The `ip` that a receiver logs for a request with these headers. */
async function loggedIp(environment: Record<string, string>, forwardedFor?: string): Promise<unknown> {
  const settings = JSON.stringify(environment);
  const running = receivers.get(settings) ?? runReceiver({ environment });
  receivers.set(settings, running);
  const { url, logged } = await running;
  logged.length = 0;
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  await post(url + path, exampleOf('TRANSFER_NOTIFICATION'), headers);
  return vi.waitFor(() => {
    const line = logged.find(({ msg }) => msg === 'request completed');
    expect(line).toBeDefined();
    return line?.['ip'];
  }, 30_000);
}

describe('the log line of a request has the address of the client', () => {
  it('from the socket by default: a forged X-Forwarded-For is not believed', async () => {
    expect(await loggedIp({})).toBe('127.0.0.1');
    expect(await loggedIp({}, '203.0.113.7')).toBe('127.0.0.1');
  });

  it.each([
    ['1', '203.0.113.7', '203.0.113.7'],
    ['1', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['2', '198.51.100.1, 203.0.113.7', '198.51.100.1'],
    ['loopback', '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['loopback, 203.0.113.0/24', '198.51.100.1, 203.0.113.7', '198.51.100.1'],
    ['10.0.0.0/8', '203.0.113.7', '127.0.0.1'],
    ['0', '203.0.113.7', '127.0.0.1'],
    ['1', '203.0.113.7:5678', '203.0.113.7'],
    ['1', '[2001:db8::1]:443', '2001:db8::1'],
    ['1', '[2001:db8::1]', '2001:db8::1'],
    ['1', '2001:db8::1', '2001:db8::1'],
    ['1', '::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['2', '198.51.100.1:1, 203.0.113.7:2', '198.51.100.1'],
    ['loopback, 203.0.113.0/24', '198.51.100.1:1, 203.0.113.7:2', '198.51.100.1'],
    ['loopback, 2001:db8::/32', '198.51.100.1:1, [2001:db8::1]:2', '198.51.100.1'],
    ['1', 'fe80::1%hunter2', 'fe80::1'],
  ])('with TRUST_PROXY=%s and X-Forwarded-For: %s it is %s', async (proxies, forwardedFor, ip) => {
    expect(await loggedIp({ TRUST_PROXY: proxies }, forwardedFor)).toBe(ip);
  });

  it.each([
    'hunter2',
    'unknown',
    '203.0.113.7:hunter2',
    '203.0.113.7:123456',
    '[hunter2]:1',
    '[]',
    '::1:hunter',
  ])('and nothing where a trusted proxy has passed on what is no address: %s', async (text) => {
    expect(await loggedIp({ TRUST_PROXY: '1' }, text)).toBeUndefined();
  });
});

describe('TRUST_PROXY', () => {
  it.each(['true', 'everybody', '-1', '1.2.3', '10.0.0.0/99', '0.0.0.0/0', 'loopback,'])(
    'cannot be "%s"',
    (text) => {
      expect(() => readConfig({ TRUST_PROXY: text })).toThrow(
        `TRUST_PROXY: expected a number of proxies, or addresses, subnets, loopback, linklocal or uniquelocal separated by commas, found "${text}"`,
      );
    },
  );
});
