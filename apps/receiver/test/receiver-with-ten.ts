import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { runProgram, type StartedProgram, startProgram } from './started-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Nothing is handled: what was acknowledged stays as it was stored. */
export const HANDLERS_OFF = { HANDLERS: 'off', NODE_ENV: 'production' };

/** A receiver that has acknowledged ten notifications. */
export async function receiverWithTen(folder?: string) {
  const cwd = folder ?? (await temporaryFolder());
  const receiver = (folder ? runProgram : startProgram)(cwd, HANDLERS_OFF);
  await receiver.started();
  await sendTen(receiver, 0);
  return { folder: cwd, receiver, file: join(cwd, 'data/inbox.db') };
}

type Started = Awaited<ReturnType<typeof receiverWithTen>>;

/** Sends ten more. @param from the number of the first. */
export async function sendTen(receiver: StartedProgram, from: number): Promise<void> {
  for (let n = from; n < from + 10; n += 1) expect(await receiver.send(n)).toBe(200);
}

/** One that all tests of a group use. @returns it, once the tests run. */
export function sharedReceiverWithTen(): () => Started {
  const folder = mkdtempSync(join(tmpdir(), 'receiver-'));
  let started: Started;
  beforeAll(async () => {
    started = await receiverWithTen(folder);
  });
  afterAll(async () => {
    await started.receiver.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  });
  return () => started;
}
