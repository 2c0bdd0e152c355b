import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundledProgram } from './bundled-programs.ts';

const program = bundledProgram('traced-receiver');

/** The key of a receiver in a process of its own. */
export const CHILD_KEY = 'key';

/** Memory in MiB. */
interface Memory {
  /** What is in use, without what waits to be collected. */
  readonly used: number;
  /** What the operating system has given to the process, and a process seldom gives back. */
  readonly resident: number;
}

/** A receiver in its own process, so that the test can measure its memory. */
export interface ChildReceiver {
  readonly port: number;
  readonly memory: () => Promise<Memory>;
}

/** Starts one for the length of a test. @param settings in addition to those of every such receiver. */
export async function withChildReceiver(settings: Record<string, string> = {}): Promise<ChildReceiver> {
  const { stop, ...receiver } = await startChildReceiver(settings);
  onTestFinished(stop);
  return receiver;
}

/** Starts one until it is stopped. @param settings in addition to those of every such receiver. */
export async function startChildReceiver(
  settings: Record<string, string> = {},
): Promise<ChildReceiver & { readonly stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  const [line] = await once(child.stdout ?? child, 'data');
  return {
    stop,
    port: Number(line),
    async memory() {
      child.send('memory');
      const [{ used, resident }] = await once(child, 'message');
      return { used: Math.round(used / MIB), resident: Math.round(resident / MIB) };
    },
  };
}

const MIB = 1024 * 1024;
