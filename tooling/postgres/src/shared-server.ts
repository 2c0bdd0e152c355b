import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from './server.ts';

/** The variable with the folder in which the processes of a test run agree on a server. */
export const RUN_FOLDER = 'TEST_POSTGRES_RUN';

/**
 * The server of the test run: `TEST_DATABASE_URL`, or one that the first caller among all processes of the run starts. The
 * global setup of the run stops it.
 *
 * @returns the URL of a database whose user may create databases.
 */
export async function sharedServerUrl(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return given;
  const folder = process.env[RUN_FOLDER];
  if (!folder) throw new Error(`expected ${RUN_FOLDER}, which the global setup of vitest.config.ts sets`);
  const [ready, failed] = [join(folder, 'ready'), join(folder, 'failed')];
  if (isFirst(folder)) await start(ready, failed);
  while (!existsSync(ready)) {
    if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
    await delay(POLL_MS);
  }
  return (JSON.parse(readFileSync(ready, 'utf8')) as SharedServer).url;
}

/** What a process leaves for the others. */
interface SharedServer {
  readonly url: string;
  /** Its data folder: the first line of `postmaster.pid` in it is the process that runs the server. */
  readonly folder: string;
}

const POLL_MS = 50;

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, 'first'));
    return true;
  } catch {
    return false;
  }
}

async function start(ready: string, failed: string): Promise<void> {
  try {
    const { url, folder } = await startServer();
    const shared: SharedServer = { url, folder };
    // A reader never sees a part of it.
    writeFileSync(`${ready}.new`, JSON.stringify(shared));
    renameSync(`${ready}.new`, ready);
  } catch (error) {
    writeFileSync(failed, String(error));
  }
}

/** Stops the server that a test run has started, if it has. @param folder the folder of the run, which is removed. */
export async function stopSharedServer(folder: string): Promise<void> {
  const ready = join(folder, 'ready');
  if (existsSync(ready)) {
    const { folder: data } = JSON.parse(readFileSync(ready, 'utf8')) as SharedServer;
    const pidFile = join(data, 'data', 'postmaster.pid');
    // Immediate: nothing of it is kept.
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGQUIT');
    // It is removed last.
    for (let waits = 0; existsSync(pidFile) && waits < MAX_POLLS; waits += 1) await delay(POLL_MS);
    rmSync(data, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}

// Ten seconds.
const MAX_POLLS = 200;
