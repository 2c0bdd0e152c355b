import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { type PostgresServer, prepare, type ServerOptions } from './server.ts';

/** A standby of another server. */
export interface StandbyServer extends PostgresServer {
  /** Makes it a primary. */
  promote(): Promise<void>;
}

/**
 * Starts a standby that follows a server: a copy of its data, made as `pg_basebackup` does, which the registry does not have
 * (PostgreSQL 18, section 25.3.4, "Making a Base Backup Using the Low Level API").
 *
 * @param name by which `synchronous_standby_names` of the server calls it.
 * @throws Error with the last lines of its log if it does not start.
 */
export async function startStandby(
  primary: PostgresServer,
  name: string,
  options: ServerOptions = {},
): Promise<StandbyServer> {
  const { run, programs, data, own, server } = await prepare(options);
  try {
    await copyData(primary, data);
    const source = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
    writeFileSync(join(data, 'standby.signal'), '');
    own(data);
    await server.start();
  } catch (error) {
    await server.remove();
    throw error;
  }
  return { ...server, promote: () => run(programs.pgCtl, 'promote', '-D', data, '-w') };
}

/** Copies the data of a server that runs. What it writes meanwhile, the copy gets from its log. */
async function copyData(server: PostgresServer, data: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(`SELECT pg_backup_start('standby', fast => true)`);
    const source = join(server.folder, 'data');
    const filter = (path: string) => !/postmaster\.(pid|opts)$/.test(path);
    cpSync(source, data, { recursive: true, filter });
    const { rows } = await client.query('SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)');
    writeFileSync(join(data, 'backup_label'), String(rows[0].labelfile));
  } finally {
    await client.end();
  }
}
