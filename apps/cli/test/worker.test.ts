import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openSqliteInbox } from '@partner-webhooks/inbox';
import { expect, it, onTestFinished, vi } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../bin/partner-webhooks.js', import.meta.url));
const TRANSFER = '00000000-0000-4000-8000-000000000001';

it('worker handles what is in the inbox, listens to no webhooks, needs no API key, and ends in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'worker-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'inbox.db');
  const inbox = await openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 1 });
  const payload = {
    transferId: TRANSFER,
    customerId: TRANSFER,
    customerProductId: TRANSFER,
    notificationType: 'UPDATED',
    status: 'PROCESSED',
  };
  await inbox.receive({
    id: '019a0000-0000-7000-8000-000000000001',
    notification: { eventType: 'TRANSFER_NOTIFICATION', payload },
    body: Buffer.from(JSON.stringify(payload)),
    receivedAt: new Date(),
    observations: [],
  });
  await inbox.close();

  const child = spawn(process.execPath, [PROGRAM, 'worker'], {
    cwd: folder,
    env: {
      DATABASE_URL: `file:${file}`,
      NODE_ENV: 'production',
      ADMIN_TOKEN: 'a-token-for-the-tests',
      ADMIN_PORT: '0',
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  await vi.waitFor(() => expect(output).toContain('receiver started'), 30_000);
  const started = output.split('\n').find((line) => line.includes('receiver started'));
  expect(JSON.parse(started ?? '')).not.toHaveProperty('port');
  const status = () => {
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database.prepare('SELECT status FROM app_last_known').get();
    database.close();
    return row?.['status'];
  };
  await vi.waitFor(() => expect(status()).toBe('PROCESSED'), 30_000);
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
});
