import { describe, expect, it } from 'vitest';
import { programFolder, type StartedProgram } from './started-program.ts';

const STRAY = ['T_STRAY', 'T_STRAYTIMER', 'T_STRAY_RUNNING', 'T_STRAY_INTERVAL', 'T_STRAY_HOSTILE'];

const THROWN = [
  'T_UNDEFINED',
  'T_OBJECT',
  'T_FETCH',
  'T_AGG',
  'T_PERM2',
  'T_SYMBOL',
  'T_HUGE',
  'T_NULLPROTO',
  'T_TOSTRING',
  'T_NAMEGETTER',
];

/** A transfer of its own for each number. */
function transfer(subject: number, status: string) {
  const id = `dddddddd-0000-4000-8000-${String(subject).padStart(12, '0')}`;
  return {
    customerId: id,
    customerProductId: id,
    transferId: id,
    modifiedOn: '2026-01-02T03:04:05Z',
    status,
    notificationType: 'UPDATED',
  };
}

const send = async (receiver: StartedProgram, subject: number, status: string) =>
  expect(await receiver.post('/transfer-notification', transfer(subject, status))).toBe(200);

interface Listed {
  readonly items: {
    readonly id: string;
    readonly state: string;
    readonly attempts: number;
    error?: string;
  }[];
}

const listed = async (receiver: StartedProgram) =>
  (await receiver.ask('/api/notifications?limit=100&order=oldest')) as Listed;

describe('a failure that nothing awaits', () => {
  it.each(STRAY)(
    'ends the receiver in good order, and in a crash loop only its notification goes dead: %s',
    async (status) => {
      const { start } = await programFolder('misbehaving-receiver');
      const environment = { HANDLER_MAX_ATTEMPTS: '2', SHUTDOWN_TIMEOUT: '5s' };
      let receiver = start(environment);
      await receiver.started();
      for (const subject of [1, 2, 3]) await send(receiver, subject, 'T_SLOW');
      await send(receiver, 4, status);
      // A supervisor starts it again, until it stays.
      let ends = 0;
      for (;;) {
        const code = await Promise.race([receiver.exited, allHandled(receiver)]);
        if (code === 'completed') break;
        ends += 1;
        expect(code).toBe(1);
        expect(ends).toBeLessThanOrEqual(2);
        const { items } = await listedFatal(receiver);
        expect(items).toEqual([{ level: 60, eventType: 'TRANSFER_NOTIFICATION', attempt: ends }]);
        expect(receiver.output()).toContain('receiver stopped');
        receiver = start(environment);
        await receiver.started();
      }
      expect(ends).toBe(2);
      const { items } = await listed(receiver);
      expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['handled', 1],
        ['handled', 1],
        ['handled', 1],
        ['dead', 2],
      ]);
      expect(items[3]?.error).toMatch(status === 'T_STRAY_HOSTILE' ? /^\{\}$/ : /Error: a stray/);
      expect(await receiver.stop()).toBe(0);
    },
  );

  it('ends the receiver, and does not undo what its handler has written', async () => {
    const { start } = await programFolder('misbehaving-receiver');
    const receiver = start({});
    await receiver.started();
    await send(receiver, 1, 'T_STRAY_WRITTEN');
    expect(await receiver.exited).toBe(1);
    const next = start({});
    await next.started();
    await allHandled(next);
    const { items } = await listed(next);
    expect(items).toMatchObject([{ state: 'handled', attempts: 1 }]);
    expect(await next.stop()).toBe(0);
  });

  it('costs those no attempt that had not finished by then', async () => {
    const { start } = await programFolder('misbehaving-receiver');
    const environment = { HANDLER_MAX_ATTEMPTS: '1' };
    // The slowest handler must not have finished by then. The second receiver has the usual time: it ends with 0.
    const receiver = start({ ...environment, SHUTDOWN_TIMEOUT: '300ms' });
    await receiver.started();
    await send(receiver, 1, 'T_SLOWEST');
    await send(receiver, 2, 'T_STRAY');
    expect(await receiver.exited).toBe(1);
    const next = start({ ...environment, HANDLERS: 'off' });
    await next.started();
    const { items } = await listed(next);
    expect(items).toMatchObject([
      { state: 'pending', attempts: 0 },
      { state: 'dead', attempts: 1 },
    ]);
    expect(await next.stop()).toBe(0);
  });
});

it('no value that is thrown ends the receiver or keeps another notification from being handled', async () => {
  const { start } = await programFolder('misbehaving-receiver');
  const receiver = start({ HANDLER_MAX_ATTEMPTS: '1' });
  await receiver.started();
  for (const [subject, status] of THROWN.entries()) await send(receiver, subject, status);
  await send(receiver, 99, 'PROCESSED');
  await allHandled(receiver);
  const { items } = await listed(receiver);
  expect(items.map(({ state }) => state)).toEqual([...THROWN.map(() => 'dead'), 'handled']);
  const errorOf = (status: string) => items[THROWN.indexOf(status)]?.error;
  expect(errorOf('T_OBJECT')).toBe('{ code: 7 }');
  expect(errorOf('T_FETCH')).toMatch(/^TypeError: fetch failed\ncaused by: .*bad port/);
  expect(errorOf('T_AGG')).toBe('AggregateError: both\n- Error: one\n- Error: two');
  // Nothing of the 20 MB went into the log.
  expect(receiver.output().length).toBeLessThan(100_000);
  expect(await receiver.stop()).toBe(0);
});

/** When nothing is pending or being handled any more; never if the receiver ends before. */
async function allHandled(receiver: StartedProgram): Promise<'completed'> {
  for (;;) {
    const statistics = (await receiver.ask('/api/statistics').catch(() => undefined)) as
      | { pending: number; handling: number }
      | undefined;
    // Long enough for what a handler left running to fail.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (statistics?.pending === 0 && statistics.handling === 0) {
      const again = await receiver.ask('/api/statistics').catch(() => undefined);
      if (again) return 'completed';
    }
  }
}

/** The first fatal line, as far as it is the same each time. */
async function listedFatal(receiver: StartedProgram) {
  const fatal = receiver.log().filter(({ level }) => level === 60);
  return {
    items: fatal.slice(0, 1).map(({ level, eventType, attempt }) => ({ level, eventType, attempt })),
  };
}
