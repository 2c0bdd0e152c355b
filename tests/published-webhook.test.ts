import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Copy, copyRepository } from './copy.ts';

// The platform announces a webhook on its page. The steps are: draft, review and remove the marks, generate.

const FUND = {
  fundId: '123e4567-e89b-12d3-a456-426614174000',
  holders: ['123e4567-e89b-12d3-a456-426614174001'],
  modifiedOn: '2026-11-19T14:06:35.008Z',
  status: 'OPEN',
  price: { amount: 1.5, currency: 'EUR' },
};
const SECTION = `Fund Notification
post
Notification about funds related to event FUND_NOTIFICATION
Body
fundIdstring · uuidRequired
holdersstring · uuid[]Optional
modifiedOnstring · date-timeRequired
statusstring · enumRequiredPossible values:
Responses
200
OK
post
POST /fund-notification HTTP/1.1
Host: client

${JSON.stringify(FUND, null, 2)}
200
OK
No content
`;

let copy: Copy;
beforeAll(async () => {
  copy = await copyRepository();
});
afterAll(() => copy?.remove());

const drift = (...args: string[]) =>
  copy.run('node', ['--conditions=source', 'tooling/drift/src/upstream/main.ts', 'page.txt', ...args]);
const lint = () =>
  copy.run(
    'node_modules/.bin/redocly',
    ['lint', 'partner-webhooks', '--config', '../redocly.yaml'],
    'openapi',
  );

it('a webhook that is new on the page is drafted and, after a review, linted, generated and received', async () => {
  await writeFile(join(copy.folder, 'page.txt'), `• POSTFund Notification\n\n${SECTION}`);
  const before = await drift();
  expect(before.code, before.output).toBe(1);
  expect(before.out).toContain('webhook-added: FUND_NOTIFICATION “Fund Notification”');

  const written = await drift('--write');
  expect(written.code, written.output).toBe(1);
  expect(written.output).toContain('new: webhooks/fund-notification.yaml');
  expect(await lint()).toMatchObject({ code: 1, output: expect.stringMatching(/drafted by a machine/i) });

  for (const file of await readdir(join(copy.folder, 'openapi'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith('.yaml') || file.parentPath.includes('node_modules')) continue;
    const path = join(file.parentPath, file.name);
    const text = await readFile(path, 'utf8');
    if (text.includes('x-draft')) await writeFile(path, text.replace(/^ *x-draft:.*\n/gm, ''));
  }
  const linted = await lint();
  expect(linted.code, linted.output).toBe(0);
  const generated = await copy.run('turbo', ['run', 'generate']);
  expect(generated.code, generated.output).toBe(0);

  const file = join(copy.folder, 'packages/types/generated/validators/index.js');
  const { validate } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  expect(validate('FUND_NOTIFICATION', FUND)).toEqual({ valid: true, payload: FUND, observations: [] });
  expect(validate('FUND_NOTIFICATION', { ...FUND, status: 'CLOSED' })).toMatchObject({
    valid: true,
    observations: [{ pointer: '/status', kind: 'unknown-value', value: 'CLOSED' }],
  });
  expect(validate('FUND_NOTIFICATION', {})).toMatchObject({ valid: false });

  // The rest of the contract is not on this little page; of the new webhook there is nothing more to say.
  expect((await drift()).out).not.toContain('FUND_NOTIFICATION');
}, 120_000);
