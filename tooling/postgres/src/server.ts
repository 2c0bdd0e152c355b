import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { unprivilegedUser } from './unprivileged.ts';

/** How PostgreSQL stops: `immediate` is a crash, and the next start recovers from it. */
type StopMode = 'fast' | 'immediate';

/** A PostgreSQL with its own data. */
export interface PostgresServer {
  /** Connects the superuser to the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** Its data, log and, if needed, programs. */
  readonly folder: string;
  start(): Promise<void>;
  stop(mode?: StopMode): Promise<void>;
  /** Stops the server if it runs, and removes its folder. */
  remove(): Promise<void>;
}

/** Settings of {@link startServer}. */
export interface ServerOptions {
  /** Whether a commit waits for the disk. Without it, data survives a crash of the server, but no loss of power. */
  readonly fsync?: boolean;
  /** More settings of the server, as `name=value`. */
  readonly settings?: readonly string[];
  /** A port to try; the default is one that is free now. */
  readonly nextPort?: () => Promise<number>;
}

/**
 * Starts a PostgreSQL with an empty database on a free port of 127.0.0.1. Root starts it as another user.
 *
 * @throws Error with the last lines of its log if it does not start.
 */
export async function startServer(options: ServerOptions = {}): Promise<PostgresServer> {
  const { run, programs, data, server } = await prepare(options);
  try {
    await run(programs.initdb, '-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', ...INITDB_OPTIONS);
    await server.start();
  } catch (error) {
    await server.remove();
    throw error;
  }
  return server;
}

/** A server without data, in a new folder. */
export async function prepare({ fsync = false, settings = [], nextPort = freePort }: ServerOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'test-postgres-'));
  const user = unprivilegedUser();
  if (user) {
    chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o755);
  }
  const programs = await findBinaries(folder, user !== undefined);
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  const sockets = join(folder, 'sockets');
  mkdirSync(sockets);
  if (user) chownSync(sockets, user.uid, user.gid);
  // Known once the server has started.
  let port: number | undefined;
  const knownPort = () => {
    if (port === undefined) throw new Error('the server has not started yet');
    return port;
  };
  const all = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${process.platform === 'win32' ? '' : sockets}`,
    'max_connections=200',
    'shared_buffers=64MB',
    ...(fsync ? [] : ['fsync=off', 'full_page_writes=off']),
    ...settings,
  ];
  const options = all.map((each) => `-c ${each}`).join(' ');

  const run = (program: string, ...args: readonly string[]): Promise<void> =>
    new Promise((resolve, reject) =>
      execFile(program, [...args], { cwd: folder, ...user }, (error, _stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stderr}\n${tail(log)}`));
        else resolve();
      }),
    );
  const startOn = (tried: number) =>
    run(programs.pgCtl, 'start', '-D', data, '-w', '-l', log, '-o', `-p ${tried} ${options}`);
  /** A port that was free can be taken by the time the server listens: connections of other tests use thousands of them. */
  const start = async () => {
    for (let tries = 1; ; tries += 1) {
      const tried = port ?? (await nextPort());
      try {
        await startOn(tried);
        port = tried;
        return;
      } catch (error) {
        if (tries === MAX_TRIES || !String(error).includes('could not bind')) throw error;
        // Its clients know the port of a server that starts again.
        if (port !== undefined) await setTimeout(RETRY_MS);
      }
    }
  };
  const stop = (mode: StopMode = 'fast') => run(programs.pgCtl, 'stop', '-D', data, '-w', '-m', mode);
  const server: PostgresServer = {
    get url() {
      return `postgres://postgres@127.0.0.1:${knownPort()}/postgres`;
    },
    get port() {
      return knownPort();
    },
    folder,
    start,
    stop,
    async remove() {
      // It fails if the server does not run.
      await stop('immediate').catch(() => {});
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return {
    server,
    run,
    programs,
    data,
    /** Gives a folder to the user that runs the server. */
    own(path: string) {
      if (!user) return;
      for (const each of ['', ...readdirSync(path, { recursive: true, encoding: 'utf8' })])
        chownSync(join(path, each), user.uid, user.gid);
    },
  };
}

const MAX_TRIES = 5;
const RETRY_MS = 500;
const INITDB_OPTIONS = ['--locale=C', '--no-sync', '--no-instructions'];

/** The last lines of a log, if there is one. */
function tail(log: string): string {
  try {
    return readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
  } catch {
    return '';
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
