import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { registry } from '@partner-webhooks/types';
import { expect, it, onTestFinished, vi } from 'vitest';
import { adminClient } from './admin-client.ts';
import { exampleOf } from './contract.ts';
import { post, runReceiver, withReceiver } from './running-receiver.ts';

const { path } = registry.TRANSFER_NOTIFICATION;
const document = new URL('../../../docs/operations.md', import.meta.url);
const shell = promisify(execFile);
const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url));

it('a backup made while notifications come in has all that were acknowledged before, and can be restored', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  await mkdir(data);
  const first = await withReceiver({
    folder: data,
    environment: { HANDLERS: 'off', LOG_LEVEL: 'error' },
  });
  let sent = 0;
  let sending = true;
  const senders = Array.from({ length: 8 }, async () => {
    while (sending) {
      sent += 1;
      const { status } = await post(first.url + path, transfer(sent));
      expect(status).toBe(200);
    }
  });
  await vi.waitFor(() => expect(sent).toBeGreaterThan(200), 30_000);
  const acknowledged = sent - 8;
  await run('backup', folder);
  const sentDuring = sent - acknowledged;
  sending = false;
  await Promise.all(senders);
  await rename(join(folder, 'inbox-backup.db'), join(tmpdir(), `${first.address.port}.db`));
  await first.stop();

  // The disk is lost, and the backup is what there is.
  await mkdir(data, { recursive: true });
  await rename(join(tmpdir(), `${first.address.port}.db`), join(folder, 'inbox-backup.db'));
  await run('restore', folder);
  const second = await withReceiver({ folder: data, environment: { LOG_LEVEL: 'error' } });
  const client = adminClient(second);
  await vi.waitFor(async () => {
    const { data: counts } = await client.GET('/api/statistics');
    expect(counts).toMatchObject({ pending: 0, handling: 0 });
    expect(counts?.handled).toBeGreaterThanOrEqual(acknowledged);
  }, 30_000);
  expect(sentDuring).toBeGreaterThan(0);
  // It knows what it has received: the first one is a duplicate, and is not handled again.
  const handled = second.handled.length;
  await post(second.url + path, transfer(1));
  const query = { subject: transfer(1).transferId };
  const { data: page } = await client.GET('/api/notifications', { params: { query } });
  expect(page?.items).toEqual([expect.objectContaining({ deliveries: 2, state: 'handled' })]);
  expect(second.handled).toHaveLength(handled);
});

it('a damaged inbox is checked, salvaged and put back as the document says, and what was readable is handled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const data = join(folder, 'data');
  await mkdir(data);
  const first = await runReceiver({ folder: data, environment: { HANDLERS: 'off', LOG_LEVEL: 'error' } });
  for (let n = 1; n <= 200; n += 1) expect((await post(first.url + path, transfer(n))).status).toBe(200);
  await run('check', folder);
  await first.inbox.close();

  const bytes = await readFile(join(data, 'inbox.db'));
  const page = pageOf(bytes, transfer(100).transferId);
  await writeFile(join(folder, 'inbox.db'), bytes.fill(0, page, page + PAGE_BYTES));
  await copyFile(join(folder, 'inbox.db'), join(data, 'inbox.db'));
  await expect(run('check', folder)).rejects.toThrow('The file has faults.');
  await run('salvage', folder);
  await rename(join(folder, 'inbox-salvaged.db'), join(folder, 'inbox-backup.db'));
  await run('restore', folder);
  const second = await withReceiver({ folder: data, environment: { LOG_LEVEL: 'error' } });
  await vi.waitFor(() => expect(second.handled.length).toBeGreaterThanOrEqual(180), 30_000);
  expect(second.handled.length).toBeLessThan(200);
});

const PAGE_BYTES = 4_096;

/** The leaf of the table that has a text: it begins with 13. */
function pageOf(bytes: Buffer, text: string): number {
  for (let location = bytes.indexOf(text); location >= 0; location = bytes.indexOf(text, location + 1)) {
    const page = Math.floor(location / PAGE_BYTES) * PAGE_BYTES;
    if (bytes[page] === 13 && bytes.subarray(page, page + PAGE_BYTES).includes('"transferId"')) return page;
  }
  throw new Error(`no page has ${text}`);
}

/** Runs a block of commands as docs/operations.md has it. */
async function run(name: string, folder: string): Promise<void> {
  const text = await readFile(document, 'utf8');
  const [, commands = ''] = new RegExp(`\`\`\`sh ${name}\\n([^]*?)\`\`\``).exec(text) ?? [];
  expect(commands).not.toBe('');
  // Here the sources run, in a folder that is no workspace.
  const command = `${process.execPath} --conditions=source ${cli}`;
  await shell('sh', ['-ec', commands.replaceAll('npx -y pnpm@12.4.2 exec partner-webhooks', command)], {
    cwd: folder,
  });
}

function transfer(n: number) {
  const transferId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
  return { ...exampleOf('TRANSFER_NOTIFICATION'), transferId };
}
