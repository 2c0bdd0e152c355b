import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { createDatabase, startServer } from '../src/index.ts';

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

it('a server starts, also for root and if its port was taken meanwhile, and has its data after a crash', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  let tries = 0;
  const server = await startServer({
    async nextPort() {
      tries += 1;
      if (tries > 1) other.close();
      return port;
    },
  });
  expect([tries, server.port]).toEqual([2, port]);
  onTestFinished(server.remove);
  await query(server.url, 'CREATE TABLE kept AS SELECT 1 AS value');
  await server.stop('immediate');
  await expect(query(server.url, 'SELECT 1')).rejects.toThrow();
  await server.start();
  expect(await query(server.url, 'SELECT value FROM kept')).toEqual([{ value: 1 }]);
});

it('a database is empty, and gone after it was dropped', async () => {
  const [one, other] = await Promise.all([createDatabase(), createDatabase()]);
  await query(one.url, 'CREATE TABLE mine ()');
  expect(await query(other.url, `SELECT to_regclass('mine') AS mine`)).toEqual([{ mine: null }]);
  await Promise.all([one.drop(), other.drop()]);
  await expect(query(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
});
