import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type StartedReceiver, startReceiver } from '@partner-webhooks/test-receiver';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImpact } from './ran-impact.ts';
import { temporaryFolder } from './seeded-inbox.ts';

// A running receiver, read through its admin API and through its file. The two must give the same impact.

const TRANSFER = 'TRANSFER_NOTIFICATION';
const PATH = '/transfer-notification';

const { folder, remove } = await temporaryFolder();
afterAll(remove);

let receiver: StartedReceiver;
afterAll(() => receiver?.stop());

beforeAll(async () => {
  const present = structuredClone(contract) as unknown as {
    components: { schemas: Record<string, { required: string[]; properties: object }> };
  };
  const schema = present.components.schemas['TransferNotification'];
  schema?.required.push('reference');
  Object.assign(schema?.properties ?? {}, { reference: { type: 'string', maxLength: 3 } });
  await mkdir(join(folder, 'openapi/released'), { recursive: true });
  await writeFile(join(folder, 'openapi/openapi.yaml'), JSON.stringify(present));
  await writeFile(join(folder, 'openapi/released/partner-webhooks.yaml'), JSON.stringify(contract));

  receiver = await startReceiver();
  const statuses = [
    await receiver.send(TRANSFER, {}),
    await receiver.send(TRANSFER, { transferId: '00000000-0000-4000-8000-000000000001', reference: 'abc' }),
    await receiver.send(TRANSFER, { transferId: '00000000-0000-4000-8000-000000000002', reference: 'abcd' }),
    await receiver.post(PATH, gzipSync('{}'), { 'content-encoding': 'gzip' }),
    await receiver.post(PATH, Buffer.from([0xff, 0xfe]), { 'content-type': 'text/plain' }),
    await receiver.post(PATH, gzipSync('{}').subarray(0, 12), { 'content-encoding': 'gzip' }),
    await receiver.post('/nowhere', '{}'),
  ];
  expect(statuses).toEqual([200, 200, 200, 400, 415, 400, 404]);
});

const impact = async (args: readonly string[]) => {
  const { environment } = receiver;
  const ran = await runImpact(folder, ['--no-handlers', '--json', ...args], { environment });
  expect(ran.err).toBe('');
  return { code: ran.code, ...JSON.parse(ran.out) };
};

describe('through the admin API', () => {
  it('finds what would be rejected', async () => {
    const { code, source, read, rejected, becomeKnown, quarantine } = await impact([]);
    expect({ code, source }).toEqual({ code: 1, source: receiver.environment.ADMIN_URL });
    expect(read).toEqual({ notifications: 3, quarantined: 4 });
    expect(rejected).toEqual({
      bodies: 2,
      groups: [
        { eventType: TRANSFER, pointer: '/reference', rule: 'required', count: 1, ids: [expect.any(String)] },
        {
          eventType: TRANSFER,
          pointer: '/reference',
          rule: 'maxLength 3',
          count: 1,
          ids: [expect.any(String)],
        },
      ],
    });
    expect(becomeKnown).toEqual([
      {
        eventType: TRANSFER,
        pointer: '/reference',
        kind: 'unknown-property',
        count: 1,
        ids: [expect.any(String)],
      },
    ]);
    expect(quarantine).toEqual({ accepted: [], rejected: 1 });
  });

  it('is the same as through the file beside the running receiver', async () => {
    const { source: url, ...byApi } = await impact(['--admin', receiver.environment.ADMIN_URL]);
    const { source: file, ...byFile } = await impact(['--inbox', `file:${receiver.inboxFile}`]);
    expect(byApi).toEqual(byFile);
    expect([url, file]).toEqual([receiver.environment.ADMIN_URL, receiver.inboxFile]);
  });

  it('reads what was received since a time', async () => {
    expect((await impact(['--since', '1h'])).read).toEqual({ notifications: 3, quarantined: 4 });
    expect((await impact(['--since', '2999-01-01'])).read).toEqual({ notifications: 0, quarantined: 0 });
  });

  it('exits with 2 if the token is wrong', async () => {
    const environment = { ...receiver.environment, ADMIN_TOKEN: 'another' };
    const { code, out, err } = await runImpact(folder, ['--no-handlers'], { environment });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^The receiver refuses the admin token:.*\n$/);
  });
});
