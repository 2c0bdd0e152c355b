import { join } from 'node:path';
import { openPostgresInbox } from '@partner-webhooks/inbox/postgres';
import { createDatabase } from '@partner-webhooks/test-postgres';
import type { Notification } from '@partner-webhooks/types';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { writeContract } from './contracts.ts';
import { runImpact } from './ran-impact.ts';
import { temporaryFolder } from './seeded-inbox.ts';

const { folder, remove } = await temporaryFolder();
afterAll(remove);

it('an inbox on PostgreSQL is validated beside its receivers, and the report has no password', async () => {
  const eventType = 'RE_TOKEN_PRICES';
  const price = (maximum: object) => ({
    type: 'object',
    properties: { regularToken: { type: 'number', ...maximum } },
  });
  await writeContract(
    join(folder, 'openapi'),
    { [eventType]: price({}) },
    { [eventType]: price({ maximum: 10 }) },
  );
  const { url, drop } = await createDatabase();
  onTestFinished(drop);
  const args = ['--no-handlers', '--inbox', url];
  expect(await runImpact(folder, args)).toEqual({
    code: 2,
    out: '',
    err: 'the database has no inbox: expected the schema partner_webhooks of a receiver\n',
  });

  const { hostname: host, port, pathname, username: user, password } = new URL(url);
  const connection = {
    host,
    port: Number(port),
    database: pathname.slice(1),
    user,
    password: decodeURIComponent(password),
    sslmode: 'disable',
    statementTimeoutMs: 10_000,
  } as const;
  const inbox = await openPostgresInbox({
    connection,
    poolSize: 8,
    deduplicationWindow: 0,
    quarantineCapacity: 9,
  });
  for (const regularToken of [9, 10, 11]) {
    const payload = { regularToken, premiumToken: 1 };
    await inbox.receive({
      id: `price-${regularToken}`,
      notification: { eventType, payload } as Notification,
      body: Buffer.from(JSON.stringify(payload)),
      receivedAt: new Date(),
      observations: [],
    });
  }
  const { code, out, err } = await runImpact(folder, args);
  await inbox.close();
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain(
    `postgres://${host}:${port}/${connection.database}: 3 notifications and 0 quarantined bodies`,
  );
  expect(out).toMatch(/1 +RE_TOKEN_PRICES +\/regularToken +maximum 10 +price-11\n/);
});
