import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { type CopiedReceiver, startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository, LINT_CONTRACT } from './copy.ts';

// The platform sends something unannounced. It is received and observed, and the contract learns it.

const TRANSFER = 'openapi/webhooks/transfer-notification.yaml';
const STATUS = 'openapi/schemas/enums/TransferStatus.yaml';
const PAYLOAD = 'openapi/schemas/TransferNotification.yaml';

let copy: Copy;
let receiver: CopiedReceiver;
let body: object;
const read = (path: string) => readFile(join(copy.folder, path), 'utf8');

beforeAll(async () => {
  copy = await copyRepository();
  const { examples } = parse(await read(TRANSFER)).post.requestBody.content['application/json'];
  body = { ...examples.processed.value, status: 'ON_HOLD', feeNote: { text: 'free', waived: true } };
  receiver = await startReceiver(copy);
});
afterAll(async () => {
  await receiver?.stop();
  await copy?.remove();
});

it('a new status and a new property are observed, drafted, and known after a review', async () => {
  expect(await receiver.post('/transfer-notification', body)).toBe(200);
  const acknowledgedAt = performance.now();
  await vi.waitFor(async () => {
    const metrics = await receiver.read('/metrics');
    for (const kind of ['unknown-value', 'unknown-property'])
      expect(metrics).toContain(
        `contract_observations_total{event_type="TRANSFER_NOTIFICATION",kind="${kind}"} 1\n`,
      );
    expect((await receiver.ask('GET', '/api/observations'))['items']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: '/status', kind: 'unknown-value', value: 'ON_HOLD' }),
        expect.objectContaining({ pointer: '/feeNote', kind: 'unknown-property' }),
      ]),
    );
  }, 30_000);
  console.info(`observed within ${Math.round(performance.now() - acknowledgedAt)} ms of the acknowledgement`);

  const { code, out, output } = await observed();
  expect(code, output).toBe(0);
  const changed = [...out.matchAll(/^diff --git a\/(\S+) b\/\1$/gm)].map(([, path]) => path);
  expect(changed.sort()).toEqual([PAYLOAD, STATUS].sort());
  expect(out).not.toMatch(/^-(?!-- )/m);

  await writeFile(join(copy.folder, 'observed.patch'), out);
  expect(await copy.run('git', ['apply', 'observed.patch'])).toMatchObject({ code: 0 });
  expect(await lint()).toMatchObject({ code: 1, output: expect.stringContaining('Drafted by a machine') });
  for (const path of [PAYLOAD, STATUS])
    await writeFile(
      join(copy.folder, path),
      (await read(path))
        .replace(/^ *x-draft:.*\n/gm, '')
        .replaceAll('To be described.', 'A note on the fee.'),
    );
  expect(await lint()).toMatchObject({ code: 0 });

  const generated = await copy.run('turbo', ['run', 'generate']);
  expect(generated.code, generated.output).toBe(0);
  expect(await read('packages/types/generated/types.d.ts')).toContain(
    '"PROCESSED" | "ON_HOLD" | (string & Record<never, never>)',
  );
  const validators = join(copy.folder, 'packages/types/generated/validators/index.js');
  const { validate } = await import(/* @vite-ignore */ pathToFileURL(validators).href);
  expect(validate('TRANSFER_NOTIFICATION', body)).toEqual({ valid: true, payload: body, observations: [] });
  const wrong = validate('TRANSFER_NOTIFICATION', { ...body, feeNote: { text: 1 } });
  expect(wrong).toMatchObject({ valid: false, violations: [{ pointer: '/feeNote/text', code: 'type' }] });

  // The observations are still there; the contract has them now.
  expect(await observed()).toMatchObject({
    code: 0,
    out: '',
    output: expect.stringContaining('Nothing to draft'),
  });
});

function observed() {
  const program = 'tooling/drift/src/observed/main.ts';
  return copy.run('node', ['--conditions=source', program], '.', receiver.environment);
}

function lint() {
  return copy.run('node', LINT_CONTRACT, 'openapi');
}
