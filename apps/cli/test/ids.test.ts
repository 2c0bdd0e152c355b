import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIdOrPart } from '../src/id-shape.ts';
import { shownIds } from '../src/ids.ts';
import { startServer } from './small-server.ts';
import { type Outcome, runCli, sharedReceiver } from './started-receiver.ts';

const FIRST = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
// In the same millisecond, and one with the same beginning.
const SECOND = '019a9c9e-6b1d-7c53-9c2e-000000000000';
const THIRD = '019a9c9f-0000-7000-8000-111111111111';

const ANYTHING = {
  ...{ receivedAt: '', reasons: [], state: 'done', eventType: '', path: '', createdAt: '', operator: '' },
  action: '',
};

/** A receiver with these three as notifications, rejected bodies and jobs. */
const listener: RequestListener = (req, res) => {
  const { pathname } = new URL(req.url ?? '', 'http://a');
  const all = [FIRST, SECOND, THIRD].map((id) => ({ ...ANYTHING, id }));
  const one = /\/(?<id>[\da-f-]{36})\/?/.exec(pathname)?.groups?.['id'];
  const found = one === undefined ? { items: all } : { id: one, state: 'running', outcome: 'received' };
  res.setHeader('content-type', 'application/json').end(JSON.stringify(found));
};

async function run(...words: string[]): Promise<Outcome> {
  return runCli(words, { ADMIN_URL: await startServer(listener), ADMIN_TOKEN: 'any-token-of-the-test' });
}

describe('a part of an id', () => {
  const reason = ['--reason', 'why'];
  describe.each([
    ['inbox', 'discard', ...reason],
    ['inbox', 'replay'],
    ['quarantine', 'discard', ...reason],
    ['quarantine', 'replay'],
    ['jobs', 'cancel'],
  ])('of %s %s', (group, command, ...more) => {
    it.each([
      ['019a9c9f', THIRD],
      ['019A9C9E-6B1D-7C52', FIRST],
      ['019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8', FIRST],
      ['5b6c7d8e', FIRST],
      ['9c2e-000000000000', SECOND],
      [THIRD, THIRD],
    ])('%s is enough', async (part, id) => {
      const { code, out, err } = await run(group, command, part, ...more);
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain(id);
    });

    it('that several have is wrong usage, with their ids', async () => {
      const { code, out, err } = await run(group, command, '019a9c9e-6b1d', ...more);
      expect([code, out]).toEqual([2, '']);
      expect(err).toBe(
        `Expected more of the id: several begin or end with 019a9c9e-6b1d:\n  ${FIRST}\n  ${SECOND}\n`,
      );
    });

    it('that nothing has says so', async () => {
      const { code, out, err } = await run(group, command, 'ffffffff', ...more);
      expect([code, out, err]).toEqual([
        1,
        '',
        expect.stringMatching(/^Expected .* found none with ffffffff\..*\n$/),
      ]);
    });
  });

  it('is each beginning and end of at least 8 characters, and nothing else', () => {
    const cut = fc.integer({ min: 8, max: 36 });
    fc.assert(
      fc.property(fc.uuid(), cut, (id, chars) => {
        expect(isIdOrPart(id.slice(0, chars))).toBe(true);
        expect(isIdOrPart(id.slice(-chars))).toBe(true);
        expect(isIdOrPart(id.slice(0, 7))).toBe(false);
        expect(isIdOrPart(`${id}0`)).toBe(false);
      }),
    );
    for (const text of ['019a9c9e6b1d7c52', '019a9c9g', '9c9e-6b1d-7', 'xxxxxxxx', '--------', ''])
      expect(isIdOrPart(text), text).toBe(false);
  });

  it('that a terminal shows finds the same one in a receiver', async () => {
    const receiver = await sharedReceiver();
    await receiver.send('TRANSFER_NOTIFICATION', { transferId: randomUUID() });
    const environment = receiver.environment;
    const list = await runCli(['inbox', 'list', '--limit', '1'], environment, {}, { columns: 200 });
    const [, row = ''] = list.out.split('\n');
    const [short = ''] = row.split(' ');
    const { out } = await receiver.cli('inbox', 'show', short);
    expect(short.length).toBeLessThan(20);
    const [, id = ''] = /^Id +(\S+)$/m.exec(out) ?? [];
    expect(id).toMatch(new RegExp(`^${short}`));
    expect((await receiver.cli('inbox', 'show', id.slice(-12))).out).toBe(out);
  });
});

describe('a table on a terminal', () => {
  it('shows the beginnings that tell its ids from each other, and --wide the whole ones', async () => {
    const environment = { ADMIN_URL: await startServer(listener), ADMIN_TOKEN: 'any-token-of-the-test' };
    for (const words of [['inbox', 'list'], ['quarantine', 'list'], ['jobs']]) {
      const onTerminal = (...more: string[]) =>
        runCli([...words, ...more], environment, {}, { columns: 200 });
      expect((await onTerminal()).out).toMatch(/^019a9c9e-6b1d-7c52 .*\n019a9c9e-6b1d-7c53 /m);
      for (const { out } of [await onTerminal('--wide'), await runCli(words, environment)])
        expect(out).toMatch(new RegExp(`^${FIRST} .*\n${SECOND} `, 'm'));
    }
  });

  it('shows different ids differently', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid({ version: 7 }), { maxLength: 20 }), (ids) => {
        const shown = shownIds(ids, { columns: 80 });
        expect(new Set(shown).size).toBe(ids.length);
        for (const [index, id] of ids.entries()) expect(id.startsWith(shown[index] ?? '-')).toBe(true);
      }),
    );
  });
});
