import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A running PostgreSQL with its own data and default settings: it waits for the disk. */
export interface Postgres {
  readonly connectionString: string;
  readonly version: string;
  readonly stop: () => void;
}

/**
 * Starts the PostgreSQL of the machine with an empty folder. It stops with this process at the latest.
 *
 * @returns the reason, if it cannot be started.
 */
export async function startPostgres(): Promise<Postgres | string> {
  const version = spawnSync('initdb', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return 'PostgreSQL is not installed: there is no `initdb` on the path';
  const folder = mkdtempSync(join(tmpdir(), 'bench-postgres-'));
  const data = join(folder, 'data');
  // PostgreSQL does not run as root.
  const asPostgres = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];
  if (asPostgres.length > 0) chownSync(folder, idOf('-u'), idOf('-g'));
  const run = (...commandLine: readonly string[]) => {
    const [command = '', ...args] = [...asPostgres, ...commandLine];
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', cwd: folder });
    return status === 0 ? undefined : `${commandLine[0]}: ${error?.message ?? stderr.trim()}`;
  };
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`;
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    // Fails if it was not started; then there is nothing to stop.
    run('pg_ctl', '-D', data, '-w', '-m', 'fast', 'stop');
    rmSync(folder, { recursive: true });
  };
  process.once('exit', stop);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const failure =
    run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres') ??
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start');
  if (failure) {
    stop();
    return failure;
  }
  return {
    connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    version: /\d+\.\d+/.exec(version.stdout)?.[0] ?? 'unknown',
    stop,
  };
}

function idOf(kind: '-u' | '-g'): number {
  return Number(spawnSync('id', [kind, 'postgres'], { encoding: 'utf8' }).stdout);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
