import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

const UNKNOWN = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
});

describe('exit codes', () => {
  it.each([
    ['nothing to change is named', ['inbox', 'replay']],
    ['two ways to choose', ['inbox', 'replay', '--all', UNKNOWN]],
    ['no reason', ['inbox', 'discard', UNKNOWN]],
    ['an unknown command', ['inbox', 'paint']],
    ['an unknown option', ['inbox', 'list', '--colour']],
    ['a time that is none', ['inbox', 'list', '--from', 'yesterday']],
    ['a number that is none', ['inbox', 'list', '--limit', '0']],
    ['a state that is none', ['inbox', 'list', '--state', 'asleep']],
  ])('2: %s', async (_why, args) => {
    const { code, out, err } = await receiver.cli(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  it('1: there is no such notification', async () => {
    const { code, err } = await receiver.cli('inbox', 'show', UNKNOWN);
    expect(code).toBe(1);
    expect(err).toMatch(/^Nothing is stored under this id\. \(request [\w-]+\)$/m);
  });

  it('3: the token is wrong, or there is no response', async () => {
    const wrong = await runCli(['statistics'], {
      ADMIN_URL: receiver.environment.ADMIN_URL,
      ADMIN_TOKEN: 'wrong',
    });
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining('admin token') });
    const noResponse = await runCli(['statistics'], { ADMIN_URL: 'http://127.0.0.1:1', ADMIN_TOKEN: 'any' });
    expect(noResponse).toMatchObject({ code: 3, err: expect.stringContaining('cannot be reached') });
  });

  it('2: there is no token; the one in data/admin-token is used', async () => {
    expect(await runCli(['statistics'], {})).toMatchObject({
      code: 2,
      err: expect.stringContaining('ADMIN_TOKEN'),
    });
    const { host } = new URL(receiver.environment.ADMIN_URL);
    const [ADMIN_HOST = '', ADMIN_PORT = ''] = host.split(':');
    const files = { 'data/admin-token': `${receiver.environment.ADMIN_TOKEN}\n` };
    expect(await runCli(['statistics'], { ADMIN_HOST, ADMIN_PORT }, files)).toMatchObject({ code: 0 });
  });

  it.each(['inbox', 'quarantine'])(
    '2: %s replay without a choice, and it names an option that exists',
    async (words) => {
      const { code, err } = await receiver.cli(words, 'replay');
      const option = /a filter such as (--\w+)/.exec(err)?.[1];
      expect(code).toBe(2);
      expect((await receiver.cli(words, 'replay', '--help')).out).toContain(`${option} <`);
    },
  );

  it('0: help, for every command', async () => {
    for (const words of [[], ['inbox'], ['inbox', 'list'], ['quarantine', 'replay'], ['config']]) {
      const { code, out } = await receiver.cli(...words, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: partner-webhooks/);
    }
  });
});
