import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startProgram } from './started-program.ts';
import { countStored } from './stored-rows.ts';
import { temporaryFolder } from './temporary-folder.ts';

const off = { HANDLERS: 'off', NODE_ENV: 'production' };

// Seconds that a disk stays full. CI takes the short form.
const FULL_S = Number(process.env['FULL_DISK_SECONDS'] ?? 5);

it('a receiver without file descriptors logs that, continues, and logs when it is over', async () => {
  const folder = await temporaryFolder();
  const receiver = startProgram(folder, off, { wrapped: ['sh', '-c', 'ulimit -n 120; exec "$@"', 'sh'] });
  await receiver.started();
  expect(await receiver.send(1)).toBe(200);
  await vi.waitFor(() => expect(receiver.output()).toContain('is sound'), 30_000);
  const port = Number(receiver.log().find(({ msg }) => msg === 'receiver started')?.['port']);
  const sockets: Socket[] = [];
  for (let n = 0; n < 150; n += 1) sockets.push(connect(port, '127.0.0.1').on('error', () => {}));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await vi.waitFor(() => expect(receiver.output()).toContain('no file descriptor is left'), 30_000);
  expect(receiver.log().find(({ code }) => code === 'EMFILE')).toMatchObject({ level: 50 });
  for (const socket of sockets) socket.destroy();
  await vi.waitFor(() => expect(receiver.output()).toContain('file descriptors are available again'), 30_000);
  expect(await receiver.send(2)).toBe(200);
  expect(await receiver.stop()).toBe(0);
});

const disk = mountSmallDisk();

describe.skipIf(!disk)('on a disk of its own', () => {
  const folder = disk ?? '';
  afterAll(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  const remount = (how: 'ro' | 'rw') => execFileSync('mount', ['-o', `remount,${how}`, folder]);

  it(`that is full for ${FULL_S} s, the receiver rejects notifications, keeps running, and recovers by itself; nothing acknowledged is missing`, {
    timeout: 60_000 + FULL_S * 2_000,
  }, async () => {
    await writeFile(join(folder, 'ballast'), Buffer.alloc(8 * 1024 * 1024));
    const receiver = startProgram(folder, { NODE_ENV: 'production' });
    await receiver.started();
    let sent = 0;
    let acknowledged = 0;
    const send = async () => {
      const status = await receiver.send(sent++);
      if (status === 200) acknowledged += 1;
      return status;
    };
    while ((await send()) === 200 && sent < 20_000);
    const end = performance.now() + FULL_S * 1_000;
    while (performance.now() < end) {
      // Space comes and goes with what SQLite still finds in its file.
      expect([200, 503]).toContain(await send());
      await wait(200);
    }
    expect((await receiver.get('/livez')).status).toBe(200);
    await rm(join(folder, 'ballast'));
    await vi.waitFor(async () => expect(await send()).toBe(200), 30_000);
    await vi.waitFor(async () => expect((await receiver.get('/readyz')).status).toBe(200), 30_000);
    await vi.waitFor(async () => {
      const { pending, handling, handled } = JSON.parse((await receiver.get('/api/statistics')).text);
      expect({ pending, handling, handled }).toEqual({ pending: 0, handling: 0, handled: acknowledged });
    }, 60_000);
    expect(await receiver.stop()).toBe(0);
    await rm(join(folder, 'data'), { recursive: true });
  });

  it('that is read-only, it does not start, and says what to do', async () => {
    const first = startProgram(folder, off);
    await first.started();
    await first.send(1);
    await first.stop();
    remount('ro');
    const failed = startProgram(folder, off);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toMatch(
      /The receiver did not start\.\n.*(cannot be written|cannot be opened|read-only|EROFS)/s,
    );
    remount('rw');
    const next = startProgram(folder, off);
    await next.started();
    expect(await next.stop()).toBe(0);
    expect(countStored(join(folder, 'data/inbox.db'))).toBeGreaterThan(0);
    expect(statfsSync(folder).bavail).toBeGreaterThan(0);
  });
});

/** A disk of 16 MiB if this process may have one. */
function mountSmallDisk(): string | undefined {
  const mountPoint = mkdtempSync(join(tmpdir(), 'exhausted-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mountPoint], { stdio: 'ignore' });
  } catch {
    rmdirSync(mountPoint);
    return undefined;
  }
  return mountPoint;
}
