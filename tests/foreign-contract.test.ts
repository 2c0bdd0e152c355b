import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CopiedReceiver, startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository } from './copy.ts';
import {
  COURIER,
  PARCEL,
  PARCEL_HANDLERS,
  replaceContract,
  SECRETS,
  writeHandlers,
} from './parcel-contract.ts';

// The contract of another platform takes its YAML, `generate`, and code in the folder of the handlers: no other file of the
// receiver changes.

let copy: Copy;
let receiver: CopiedReceiver;

beforeAll(async () => {
  copy = await copyRepository();
  await replaceContract(copy);
  // What `generate` does in two packages, in one process.
  const options = ['--types', '../../packages/types/generated', '--receiver', 'src/generated'];
  const { code, output } = await copy.run(
    'node_modules/.bin/codegen',
    ['generate', '../../openapi/openapi.yaml', ...options, '--handlers', 'src/handlers'],
    'apps/receiver',
  );
  expect(code, output).toBe(0);
  // The tests of this repository are about its own contract.
  const sources = { extends: './tsconfig.json', include: ['src'] };
  await writeFile(join(copy.folder, 'apps/receiver/tsconfig.sources.json'), JSON.stringify(sources));
});

afterAll(async () => {
  await receiver?.stop();
  await copy?.remove();
});

const typeCheck = () => copy.run('tsc', ['-p', 'apps/receiver/tsconfig.sources.json', '--pretty', 'false']);

/** The items of a list of the admin API. */
async function items(path: string): Promise<Record<string, unknown>[]> {
  return (await receiver.ask('GET', path))['items'] as Record<string, unknown>[];
}

const send = (body: unknown, headers: Record<string, string> = COURIER) =>
  receiver.send('PUT', '/parcel-delivered', body, {
    'content-type': 'application/vnd.parcels+json; version=2',
    ...headers,
  });

describe('with the contract of another platform', () => {
  it('type checking names the handlers to write, and nothing else', async () => {
    const before = await typeCheck();
    const errors = before.output.split('\n').filter((text) => text.includes('error TS'));
    expect(errors.sort()).toEqual(PARCEL_HANDLERS.map((file) => expect.stringContaining(file)));

    await writeHandlers(copy);
    expect((await typeCheck()).output).toBe('');
  });

  it('the receiver starts, and acknowledges the example', async () => {
    receiver = await startReceiver(copy, SECRETS);
    expect((await send(PARCEL)).status).toBe(200);
    await expect
      .poll(() => items('/api/notifications'), { timeout: 10_000 })
      .toEqual([
        expect.objectContaining({ eventType: 'parcel.delivered', subject: PARCEL.parcel, state: 'handled' }),
      ]);
  });

  it('what the contract does not know yet is acknowledged and observed', async () => {
    expect((await send({ ...PARCEL, result: 'stolen', weight: 2 })).status).toBe(200);
    const observations = await items('/api/observations');
    expect(observations.map(({ pointer }) => pointer).sort()).toEqual(['/result', '/weight']);
  });

  it('a broken body gets the error of the contract, and goes to quarantine', async () => {
    const response = await send({ door: { floor: 'first' } });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      title: '/parcel is required (and 1 more).',
      status: 400,
      instance: response.headers.get('x-request-id'),
      problems: ['/parcel is required', '/door/floor must be integer'],
    });
    expect(await items('/api/quarantine')).toHaveLength(1);
  });

  it.each([
    ['is missing', { Authorization: COURIER.Authorization }, 'the header X-Depot is required'],
    ['has another form', { ...COURIER, 'X-Depot': 'north' }, 'the header X-Depot must be'],
    ['is out of range', { ...COURIER, 'X-Depot': '0' }, 'the header X-Depot must be >= 1'],
  ])(
    'a request of which a header %s is rejected, and its body goes to quarantine',
    async (_what, headers, problem) => {
      const before = (await items('/api/quarantine')).length;
      const response = await send(PARCEL, headers);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ problems: [expect.stringContaining(problem)] });
      const quarantine = await items('/api/quarantine');
      expect(quarantine).toHaveLength(before + 1);
      expect(JSON.stringify(quarantine)).toContain(problem);
    },
  );

  it('the security of each webhook is required, and no other', async () => {
    const rejected = await send(PARCEL, { ...COURIER, Authorization: 'Basic eDp5' });
    expect([rejected.status, rejected.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="webhooks", charset="UTF-8"',
    ]);
    const report = (headers: Record<string, string>) =>
      receiver.send('POST', '/parcel-lost', PARCEL, { 'content-type': 'application/json', ...headers });
    expect((await report(COURIER)).status).toBe(401);
    const keys = {
      'X-Client-Id': 'a-client-id-of-the-tests',
      'X-Client-Secret': 'a-client-secret-of-the-tests',
    };
    expect((await report(keys)).status).toBe(202);
  });

  it('another method or media type gets the one of the contract', async () => {
    const method = await receiver.send('POST', '/parcel-delivered', PARCEL, COURIER);
    expect([method.status, method.headers.get('allow')]).toEqual([405, 'PUT']);
    const text = await send(PARCEL, { ...COURIER, 'content-type': 'text/plain' });
    expect([text.status, await text.json()]).toEqual([
      415,
      expect.objectContaining({ title: expect.stringContaining('application/vnd.parcels+json; version=2') }),
    ]);
  });
});
