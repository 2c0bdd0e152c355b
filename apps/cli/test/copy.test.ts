import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqliteInbox } from '@partner-webhooks/inbox';
import { systemClock } from '@partner-webhooks/simulator';
import { createDatabase } from '@partner-webhooks/test-postgres';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyReport, createCopyProgress } from '../src/copy-report.ts';
import { runCli } from './started-receiver.ts';

// COPY_ROWS=1000000 copies an inbox of that many notifications in processes that are killed, and prints time and checksums.

const ROWS = Number(process.env['COPY_ROWS'] ?? 0);
const NO_SERVER = 'postgres://inbox@127.0.0.1:1/inbox';

/** A folder with an inbox, and an empty database. */
async function fixture(rows: number) {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  const database = await createDatabase();
  onTestFinished(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'inbox.db');
  await fill(file, rows);
  const url = new URL(database.url);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${decodeURIComponent(url.password)}\n`);
  url.password = '';
  return {
    file,
    to: url.href,
    environment: { DATABASE_PASSWORD_FILE: passwordFile, DATABASE_URL: `file:${file}` },
  };
}

async function fill(file: string, rows: number): Promise<void> {
  const inbox = await openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 10 });
  for (let n = 0; n < rows; n += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, rows - n) }, (_, i) => inbox.receive(incoming(n + i))),
    );
  await inbox.close();
}

const BATCH = 1_000;

function incoming(n: number) {
  const id = `00000000-0000-4000-8000-${String(n % 50_000).padStart(12, '0')}`;
  const modifiedOn = new Date(Date.UTC(2025, 0, 1) + n).toISOString();
  const payload = {
    transferId: id,
    customerId: id,
    customerProductId: id,
    modifiedOn,
    notificationType: 'UPDATED',
  };
  return {
    id: `n${n}`,
    notification: { eventType: 'TRANSFER_NOTIFICATION' as const, payload },
    body: Buffer.from(JSON.stringify(payload)),
    receivedAt: new Date(Date.UTC(2025, 0, 1) + n),
    observations: [],
  };
}

describe('inbox copy', () => {
  it('copies the inbox of DATABASE_URL with a password from a file, prints checksums, and does nothing twice', async () => {
    const { to, environment } = await fixture(3);
    const first = await runCli(['inbox', 'copy', '--to', to], environment);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^TABLE +ROWS +SHA-256 OF BOTH SIDES$/m);
    expect(first.out).toMatch(/^notification +3 +[0-9a-f]{64}$/m);
    expect(first.out).toMatch(
      /^The copy is complete: 4 rows written, and all rows of both sides are the same\.$/m,
    );
    const second = await runCli(['inbox', 'copy', '--to', to, '--json'], environment);
    expect(JSON.parse(second.out)).toMatchObject({ outcome: 'present', written: 0 });
  });

  it('says what to do while a receiver has the inbox open, and can prepare the copy meanwhile', async () => {
    const { to, file, environment } = await fixture(1);
    const inbox = await openSqliteInbox({ file, deduplicationWindow: 0, quarantineCapacity: 10 });
    onTestFinished(() => inbox.close());
    const args = ['inbox', 'copy', '--to', to];
    expect(await runCli(args, environment)).toEqual({
      code: 1,
      out: '',
      err: `the inbox ${file} is in use by another process: stop the receiver, or copy with --prepare while it runs\n`,
    });
    expect(await runCli([...args, '--prepare'], environment)).toEqual({
      code: 0,
      out: 'Prepared: 2 rows written. Stop the receiver, and run the command again without --prepare.\n',
      err: '',
    });
  });

  it('ends when Ctrl+C is pressed, and continues when it is run again', async () => {
    const { to, environment } = await fixture(3);
    let looks = 0;
    const monotonicMs = () => {
      looks += 1;
      if (looks === 2) process.emit('SIGINT');
      return looks;
    };
    const args = ['inbox', 'copy', '--to', to];
    const more = { clock: { ...systemClock, monotonicMs } };
    expect(await runCli(args, environment, {}, more)).toEqual({
      code: 130,
      out: '',
      err: 'Cancelled. What was copied stays: run the command again to continue.\n',
    });
    expect(await runCli(args, environment)).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    [['--to', 'mysql://inbox@db/inbox'], 2, 'or postgres://user@host/database'],
    [['--to', 'file:other.db'], 2, '--to: expected postgres://user@host/database'],
    [
      ['--to', 'postgres://inbox:secret@db/inbox'],
      2,
      'expected no password, which the list of processes would show',
    ],
    [[], 2, "required option '--to <url>' not specified"],
    [
      ['--to', NO_SERVER, '--from', 'missing.db'],
      3,
      'postgres://127.0.0.1:1/inbox: the database cannot be used now',
    ],
  ])('%j exits with %i', async (args, code, message) => {
    const outcome = await runCli(['inbox', 'copy', ...args], {});
    expect(outcome.code).toBe(code);
    expect(outcome.err).toContain(message);
    expect(outcome.err).not.toContain('secret');
    expect(outcome.err).not.toContain('    at ');
  });

  it('says which tables are left to the user', () => {
    const copied = { outcome: 'copied', written: 1, tables: [], handlerTables: ['app_balance'] } as const;
    expect(copyReport(copied)).toContain('Not copied, because they belong to your handlers: app_balance.\n');
  });

  it.each([
    [true, '\r\u001b[Kcopying notification: 500 of 2,000 rows (25 %), 1,000/s, 2 s left\r\u001b[K'],
    [false, ''],
  ])('shows rows, rate and time left on a terminal (%s), and seldom elsewhere', (isTerminal, shown) => {
    let [now, written] = [0, ''];
    const clock = { monotonicMs: () => now } as never;
    const err = (text: string) => {
      written += text;
    };
    const progress = createCopyProgress({ err, clock, isTerminal } as never);
    const at = { step: 'copy', table: 'notification', total: 2_000 } as const;
    progress.show({ ...at, rows: 0 });
    now = 500;
    progress.show({ ...at, rows: 500 });
    progress.end();
    expect(written).toBe(shown);
  });
});

describe.runIf(ROWS > 0)(`inbox copy of ${ROWS} notifications`, () => {
  const program = fileURLToPath(new URL('../bin/partner-webhooks.js', import.meta.url));

  it('is complete after kills at random times, with a constant amount of memory', {
    timeout: 3_600_000,
  }, async () => {
    const { to, environment } = await fixture(ROWS);
    const args = [program, 'inbox', 'copy', '--to', to, '--json'];
    const env = { ...process.env, ...environment };
    for (let kill = 0; kill < 5; kill += 1) {
      const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
      const exited = once(child, 'exit');
      await delay(2_000 + Math.random() * 8_000);
      child.kill('SIGKILL');
      expect(await exited).toEqual([null, 'SIGKILL']);
    }
    const started = performance.now();
    const child = execFile(process.execPath, args, { env, maxBuffer: 1e9 });
    let peakKb = 0;
    const sampling = setInterval(async () => {
      peakKb = Math.max(peakKb, await residentKb(child.pid));
    }, 500);
    let out = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    const [code] = await once(child, 'close');
    clearInterval(sampling);
    expect(code).toBe(0);
    const { tables, written } = JSON.parse(out);
    console.log({ seconds: (performance.now() - started) / 1_000, written, peakMiB: peakKb / 1_024, tables });
    expect(tables).toContainEqual(
      expect.objectContaining({ table: 'notification', rows: ROWS, targetRows: ROWS }),
    );
  });
});

async function residentKb(pid: number | undefined): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
}
