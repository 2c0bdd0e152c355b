import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, type StartedReceiver, sharedReceiver } from './started-receiver.ts';

const subject = randomUUID();
let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await sharedReceiver();
  await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject, status: 'ON_HOLD' });
  await receiver.send('TRANSFER_NOTIFICATION', { transferId: subject, status: 'ON_HOLD' });
  await receiver.post('/transfer-notification', JSON.stringify({ transferId: subject }));
});

describe('timeline', () => {
  it('shows everything about a subject, oldest first', async () => {
    const { code, out } = await receiver.cli('timeline', subject);
    expect(code).toBe(0);
    const [title, names, ...rows] = out.trimEnd().split('\n');
    expect(title).toBe(`TRANSFER_NOTIFICATION ${subject}`);
    expect(names).toMatch(/^AT +ID +WHAT$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(2).join(' '))).toEqual([
      'received now pending; unknown-value at /status',
      'delivered',
      expect.stringMatching(/^quarantined \/\w+ is required/),
    ]);
    expect((await receiver.cli('timeline', subject, '--type', 'TRANSFER_NOTIFICATION')).out).toBe(out);
  });

  it('shows short ids on a terminal, and --json prints what the receiver has', async () => {
    const { out } = await runCli(['timeline', subject], receiver.environment, {}, { columns: 120 });
    expect(out).not.toMatch(/-[\da-f]{4}-[\da-f]{12} /);
    const { out: json } = await receiver.cli('timeline', subject, '--json');
    expect(JSON.parse(json)).toMatchObject({ subject, isComplete: true, items: { length: 3 } });
    await receiver.cli('quarantine', 'discard', '--all', '--reason', 'done');
  });

  it.each([[[]], [['--type', 'RE_TOKEN_PRICES']]])('%j of an unknown subject says so', async (options) => {
    const { code, out, err } = await receiver.cli('timeline', 'no\u001bne', ...options);
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringMatching(/^Nothing is stored about no\ufffdne\..*\n$/),
    ]);
  });
});
