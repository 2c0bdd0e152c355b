import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository, LINT_CONTRACT } from './copy.ts';
import { addFundWebhook, FUND, FUND_HANDLER, writeFundHandler } from './fund-webhook.ts';

// A new webhook takes one YAML file, one line, and `generate`.

let copy: Copy;
const read = (path: string) => readFile(join(copy.folder, path), 'utf8');

beforeAll(async () => {
  copy = await copyRepository();
  await addFundWebhook(copy);
  const { code, output } = await copy.run('turbo', ['run', 'generate']);
  expect(code, output).toBe(0);
}, 120_000);

afterAll(() => copy?.remove());

describe('after one YAML file, one line and `generate`', () => {
  it('the contract passes lint', async () => {
    const { code, output } = await copy.run('node', LINT_CONTRACT, 'openapi');
    expect(code, output).toBe(0);
  });

  it('the types have the event type and its payload', async () => {
    expect(await read('packages/types/generated/index.d.ts')).toContain('"FUND_NOTIFICATION"');
    expect(await read('packages/types/generated/types.d.ts')).toContain(
      'status: "OPEN" | "CLOSED" | (string & {})',
    );
  });

  it('the validator validates it', async () => {
    const file = join(copy.folder, 'packages/types/generated/validators/index.js');
    const { validate } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    expect(validate('FUND_NOTIFICATION', FUND)).toEqual({ valid: true, payload: FUND, observations: [] });
    expect(validate('FUND_NOTIFICATION', {})).toMatchObject({ valid: false });
  });

  it('the documentation shows it', async () => {
    const { code, output } = await copy.run('node', ['src/build.ts'], 'apps/docs');
    expect(code, output).toBe(0);
    expect(await read('apps/docs/dist/index.html')).toContain('A fund has been opened or closed.');
  });

  it('the receiver receives it', async () => {
    const receiver = await startReceiver(copy);
    expect(await receiver.post('/fund-notification', FUND)).toBe(200);
    expect(await receiver.post('/fund-notification', {})).toBe(400);
    await receiver.stop();
  });

  it('the compiler says which handler to write, and in which file', async () => {
    const before = await copy.run('tsc', ['-p', 'apps/receiver']);
    expect(before.code).not.toBe(0);
    const errors = before.output.split('\n').filter((text) => text.includes('error TS'));
    expect(errors).toEqual([expect.stringContaining(FUND_HANDLER)]);
    expect(errors[0]).toContain(
      `is not assignable to parameter of type '"Write the handler of FUND_NOTIFICATION in src/handlers/fund-notification.ts"'`,
    );

    await writeFundHandler(copy);
    expect((await copy.run('turbo', ['run', 'generate:check'])).code).toBe(0);
    expect(await read(FUND_HANDLER)).toContain('payload.fundId');
  });
});
