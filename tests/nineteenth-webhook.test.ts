import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announceAddition } from './announcement.ts';
import { addBasketWebhook, writeBasketHandler } from './basket-webhook.ts';
import { startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository } from './copy.ts';
import { addVoucherWebhook, VOUCHER, VOUCHER_HANDLER, writeVoucherHandler } from './voucher-webhook.ts';

// A new webhook takes one YAML file, one line, and `generate`. The first has an enum that may grow. The second has what the others
// lack: a nullable property, a oneOf and a schema that refers to itself.

let copy: Copy;
const read = (path: string) => readFile(join(copy.folder, path), 'utf8');

beforeAll(async () => {
  copy = await copyRepository();
  await addVoucherWebhook(copy);
  await addBasketWebhook(copy);
  await announceAddition(copy);
  const { code, output } = await copy.run('turbo', ['run', 'generate']);
  expect(code, output).toBe(0);
  await writeBasketHandler(copy);
});

afterAll(() => copy?.remove());

describe('after one YAML file, one line and `generate`', () => {
  it('the types have the event type and its payload', async () => {
    expect(await read('packages/types/generated/index.d.ts')).toContain('"VOUCHER_NOTIFICATION"');
    expect(await read('packages/types/generated/types.d.ts')).toContain(
      'status: "ISSUED" | "USED" | (string & Record<never, never>)',
    );
  });

  it('the validator validates it', async () => {
    const file = join(copy.folder, 'packages/types/generated/validators/index.js');
    const { validate } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    expect(validate('VOUCHER_NOTIFICATION', VOUCHER)).toEqual({
      valid: true,
      payload: VOUCHER,
      observations: [],
    });
    expect(validate('VOUCHER_NOTIFICATION', {})).toMatchObject({ valid: false });
  });

  it('the compiler says which handler to write, and in which file', async () => {
    const before = await copy.run('tsc', ['-p', 'apps/receiver']);
    expect(before.code).not.toBe(0);
    const errors = before.output.split('\n').filter((text) => text.includes('error TS'));
    expect(errors).toEqual([expect.stringContaining(VOUCHER_HANDLER)]);
    expect(errors[0]).toContain(
      `is not assignable to parameter of type '"Write the handler of VOUCHER_NOTIFICATION in src/handlers/voucher-notification.ts"'`,
    );

    expect(await read(VOUCHER_HANDLER)).toContain("unwritten<'Write the handler of VOUCHER_NOTIFICATION");
  });
});

// Extending the contract correctly leaves a green test command: the tests derive their tables and counts from the contract.
// GREEN_PATH=all runs every test of these packages. The short form leaves out what takes long and knows nothing of the contract,
// such as the receiver's tests of disks, crashes and sockets.

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'packages/types': ['types.test', 'validators', 'bundle'],
  'packages/simulator': [],
  'packages/admin-api': [],
  'tooling/drift': ['test/upstream/program', 'test/upstream/notations', 'test/draft/draft.test'],
  'tooling/release': ['changesets', 'program', 'report', 'released'],
  'apps/cli': ['test/send.test.ts'],
  'apps/docs': ['-t', 'BASKET_NOTIFICATION'],
  'apps/receiver': ['agreement', 'shipped-handlers', 'receive.test', 'reject', 'paths'],
};

describe('after its handler is written', () => {
  beforeAll(() => writeVoucherHandler(copy));

  it('lint, generated files, release check, types and build are right', async () => {
    const tasks = ['lint', 'generate:check', 'drift:release', 'typecheck', 'typecheck:code', 'build'];
    const { code, output } = await copy.run('turbo', ['run', ...tasks, '--continue']);
    expect(code, output).toBe(0);
  }, 240_000);

  it('the documentation shows it', async () => {
    expect(await read('apps/docs/dist/index.html')).toContain('A voucher has been issued or used.');
  });

  it('the receiver receives it', async () => {
    const receiver = await startReceiver(copy);
    expect(await receiver.post('/voucher-notification', VOUCHER)).toBe(200);
    expect(await receiver.post('/voucher-notification', {})).toBe(400);
    await receiver.stop();
  });

  it.each(Object.entries(PACKAGES))(
    'the tests of %s pass',
    async (folder, short) => {
      const files = process.env['GREEN_PATH'] === 'all' ? [] : short;
      const vitest = `${copy.folder}/node_modules/.bin/vitest`;
      // One worker loads what is tested once.
      const limits = ['--maxWorkers=1', '--passWithNoTests'];
      const hasConfig = existsSync(join(copy.folder, folder, 'vitest.config.ts'));
      const shared = ['--config', '../../vitest.config.ts', '--root', '.'];
      const args = ['run', ...(hasConfig ? [] : shared), ...limits];
      const { code, output } = await copy.run(vitest, [...args, ...files], folder);
      expect(code, output).toBe(0);
    },
    1_200_000,
  );
});
