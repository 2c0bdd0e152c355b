import type { RequestListener } from 'node:http';
import { systemClock } from '@partner-webhooks/simulator';
import { describe, expect, it } from 'vitest';
import { startServer } from './small-server.ts';
import { runCli } from './started-receiver.ts';

const AT = '2026-01-05T09:00:00.000Z';
const ids = Array.from({ length: 40 }, (_, n) => `019a9c9e-6b1d-7c52-9c2e-${String(n).padStart(12, '0')}`);

/** A receiver with these notifications, of which one is removed while they are read. */
const listener: RequestListener = (req, res) => {
  const id = /[\da-f-]{36}/.exec(req.url ?? '')?.[0];
  res.setHeader('content-type', 'application/json');
  if (id === ids[1]) res.writeHead(404);
  const found = id === undefined ? { items: ids.map((each) => ({ id: each, receivedAt: AT })) } : { id };
  res.end(JSON.stringify(found));
};

/** A clock by which each look is half a second after the last. */
function lookedAt() {
  let now = 0;
  return {
    ...systemClock,
    monotonicMs: () => {
      now += 500;
      return now;
    },
  };
}

const environment = async (with_: RequestListener = listener) => ({
  ADMIN_URL: await startServer(with_),
  ADMIN_TOKEN: 'any-token-of-the-test',
});

describe('inbox export', () => {
  it('shows in one line how many it has exported, if a file takes them', async () => {
    const more = { clock: lookedAt(), isTerminal: true };
    const { code, out, err } = await runCli(['inbox', 'export'], await environment(), {}, more);
    expect([code, out.split('\n').length]).toEqual([0, ids.length]);
    const [first, ...others] = err.split('\r\u001b[K').filter(Boolean);
    expect(first).toMatch(/^\d+ exported, up to 2026-01-05T09:00:00\.000Z, \d+\/s$/);
    expect(others.length).toBeGreaterThan(5);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
  });

  it.each([
    ['another terminal reads what it prints', { columns: 80, isTerminal: true }],
    ['it does not take long', { clock: systemClock }],
  ])('shows none if %s', async (_why, more) => {
    const { err } = await runCli(
      ['inbox', 'export'],
      await environment(),
      {},
      { clock: lookedAt(), ...more },
    );
    expect(err).toBe('');
  });

  it('ends after a whole line when Ctrl+C is pressed, with exit code 130', async () => {
    const written: string[] = [];
    const out = async (text: string) => {
      written.push(text);
      if (written.length === 3) process.emit('SIGINT');
    };
    const { code, err } = await runCli(['inbox', 'export'], await environment(), {}, { out });
    expect([code, err]).toEqual([
      130,
      `Cancelled: 3 notifications exported, the next was received at ${AT}.\n`,
    ]);
    expect(written.map((line) => JSON.parse(line).id)).toEqual([ids[0], ids[2], ids[3]]);
  });

  it('ends with exit code 3 when the receiver fails, and prints nothing for what it did not get', async () => {
    const failing: RequestListener = (req, res) => {
      if (req.url?.includes(ids[5] ?? '-')) res.writeHead(503).end();
      else listener(req, res);
    };
    const { code, out, err } = await runCli(['inbox', 'export'], await environment(failing));
    expect([code, err]).toEqual([3, 'The receiver responded with status 503.\n']);
    expect(out.trimEnd().split('\n')).toHaveLength(4);
  });
});
