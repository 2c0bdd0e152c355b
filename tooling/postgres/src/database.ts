import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { sharedServerUrl } from './shared-server.ts';

/** An empty database for the tests of one file. */
export interface TestDatabase {
  readonly url: string;
  /** Ends all connections to it, and removes it. */
  drop(): Promise<void>;
}

/**
 * Creates an empty database.
 *
 * @param server the URL of a server; the one of the test run by default.
 */
export async function createDatabase(server?: string): Promise<TestDatabase> {
  const admin = server ?? (await sharedServerUrl());
  const name = `test_${randomBytes(8).toString('hex')}`;
  await run(admin, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
