import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announceAddition } from './announcement.ts';
import { addBasketWebhook, writeBasketHandler } from './basket-webhook.ts';
import { type Copy, copyRepository } from './copy.ts';

// Whoever extends the contract correctly has a green test command: the tests derive their tables and counts from the contract.
// GREEN_PATH=all runs every test of these packages. The short form leaves out what takes long and knows nothing of the contract,
// such as the receiver's tests of disks, crashes and sockets.

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'packages/types': [],
  'packages/simulator': [],
  'packages/admin-api': [],
  'tooling/drift': ['test/upstream/program', 'test/upstream/notations', 'test/draft'],
  'tooling/release': [],
  'apps/cli': ['test/send.test.ts'],
  'apps/docs': ['-t', 'BASKET_NOTIFICATION'],
  'apps/receiver': ['agreement', 'shipped-handlers', 'receive.test', 'reject', 'paths'],
};

let copy: Copy;

beforeAll(async () => {
  copy = await copyRepository();
  await addBasketWebhook(copy);
  await announceAddition(copy);
  const generated = await copy.run('turbo', ['run', 'generate']);
  expect(generated.code, generated.output).toBe(0);
  await writeBasketHandler(copy);
}, 120_000);

afterAll(() => copy?.remove());

describe('after a webhook with a nullable property, a oneOf and a recursive schema', () => {
  it('lint, generated files, release check, types and build are right', async () => {
    const tasks = ['lint', 'generate:check', 'drift:release', 'typecheck', 'build'];
    const { code, output } = await copy.run('turbo', ['run', ...tasks, '--continue']);
    expect(code, output).toBe(0);
  }, 240_000);

  it.each(Object.entries(PACKAGES))(
    'the tests of %s pass',
    async (folder, short) => {
      const files = process.env['GREEN_PATH'] === 'all' ? [] : short;
      const vitest = `${copy.folder}/node_modules/.bin/vitest`;
      const args = ['run', '--config', '../../vitest.config.ts', '--root', '.', '--passWithNoTests'];
      const { code, output } = await copy.run(vitest, [...args, ...files], folder);
      expect(code, output).toBe(0);
    },
    1_200_000,
  );
});
