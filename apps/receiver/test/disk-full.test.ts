import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registry } from '@partner-webhooks/types';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleOf } from './contract.ts';
import { post, type RunningReceiver, runReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;

const disk = mountSmallDisk();
if (!disk)
  console.warn(
    'No small file system can be mounted here (that takes root on Linux): a full disk is not tested.',
  );

describe.skipIf(!disk)('on a disk that is full', () => {
  const folder = disk ?? '';
  let receiver: RunningReceiver;
  const acknowledged: string[] = [];

  beforeAll(async () => {
    await writeFile(join(folder, 'ballast'), Buffer.alloc(8 * 1024 * 1024));
    receiver = await runReceiver({ folder, environment: { LOG_LEVEL: 'fatal' } });
  });
  afterAll(async () => {
    await receiver.stop().catch(() => {});
    execFileSync('umount', [folder]);
    await rm(folder, { recursive: true, force: true });
  });

  let sent = 0;

  /** Sends another notification and remembers it when it has been acknowledged. */
  async function send(): Promise<number> {
    sent += 1;
    const transferId = `00000000-0000-4000-8000-${String(sent).padStart(12, '0')}`;
    const { status } = await post(receiver.url + path, { ...exampleOf('TRANSFER_NOTIFICATION'), transferId });
    if (status === 200) acknowledged.push(transferId);
    return status;
  }

  it('the response is 503, and 200 again when space has returned, without a restart; nothing acknowledged is missing', async () => {
    let status = 200;
    while (status === 200 && sent < 20_000) status = await send();
    expect(status).toBe(503);
    expect(acknowledged.length).toBeGreaterThan(20);
    await rm(join(folder, 'ballast'));
    await expect.poll(send).toBe(200);
    expect((await fetch(`${receiver.url}/readyz`)).status).toBe(200);
    await expect
      .poll(() => receiver.handled.length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(acknowledged.length);
    const handled = new Set(
      receiver.handled.map(({ payload }) => 'transferId' in payload && payload.transferId),
    );
    expect(acknowledged.filter((transferId) => !handled.has(transferId))).toEqual([]);
    console.log(
      `${acknowledged.length} acknowledged on a disk of 16 MiB that was full in between, all handled`,
    );
  });
});

/** A disk of 16 MiB if this process may have one. */
function mountSmallDisk(): string | undefined {
  const mountPoint = mkdtempSync(join(tmpdir(), 'disk-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mountPoint], { stdio: 'ignore' });
    return mountPoint;
  } catch {
    rmdirSync(mountPoint);
    return undefined;
  }
}
