import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StartedReceiver, startReceiver } from './started-receiver.ts';

const subject = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const ORDER = 'TRADITIONAL_ASSET_ORDER_NOTIFICATION';

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  const orders = [['RECEIVED', 'PLACED', 'FILLED', 'SETTLED'], ['RECEIVED'], ['PLACED', 'SETTLED']];
  for (const [n, statuses] of orders.entries())
    for (const status of statuses) await receiver.send(ORDER, { orderId: subject(n), status });
  // Without a status: a change was rejected.
  await receiver.send('TRANSFER_NOTIFICATION', {
    transferId: subject(7),
    status: undefined,
    modifiedOn: undefined,
    notificationType: 'VALIDATION_ERROR',
  });
});
afterAll(() => receiver?.stop());

describe('gaps', () => {
  it('shows what waits, has no beginning, or was passed over, and exits with 1', async () => {
    const { code, out, err } = await receiver.cli('gaps', '--waiting', '0ms', '--type', ORDER);
    expect([code, err]).toEqual([1, '3 gaps found\n']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^SINCE +EVENT TYPE +SUBJECT +WHAT$/);
    expect(lines.slice(1).map((line) => line.slice(line.indexOf('00000000')))).toEqual([
      `${subject(1)}  is RECEIVED; expected next: PLACED, INVALID, REJECTED (inferred)`,
      `${subject(2)}  begins with PLACED; expected first: RECEIVED (inferred)`,
      `${subject(2)}  went from PLACED to SETTLED; expected between: FILLED (inferred)`,
    ]);
  });

  it('--json prints one object per line', async () => {
    const { out } = await receiver.cli('gaps', '--json', '--type', ORDER);
    const gaps = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    // A week is not over.
    expect(gaps.map(({ kind }) => kind)).toEqual(['no-beginning', 'skipped']);
    expect(gaps[1]).toMatchObject({
      from: 'PLACED',
      to: 'SETTLED',
      expected: ['FILLED'],
      certainty: 'inferred',
    });
  });

  it('exits with 0 if there is none', async () => {
    expect(await receiver.cli('gaps', '--waiting', '0ms', '--type', 'TRANSFER_NOTIFICATION')).toEqual({
      ...{ code: 0, out: 'No gap found.\n', err: '' },
    });
    expect(await receiver.cli('gaps', '--to', '1d')).toMatchObject({ code: 0 });
  });

  it.each([
    ['--waiting', 'soon'],
    ['--waiting', '-1d'],
  ])('%s %s is wrong usage', async (...options) => {
    expect(await receiver.cli('gaps', ...options)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Expected a duration such as 30m, 24h or 7d.'),
    });
  });
});
