import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startReceiver } from './copied-receiver.ts';
import { type Copy, copyRepository, LINT_CONTRACT } from './copy.ts';
import { FUND, laterEdition } from './later-edition.ts';

// The whole way of a later edition of the page: what it brings is first rejected, then drafted, described, generated, handled,
// released, and replayed from quarantine. The commands are those of docs/contract-lifecycle.md; the version is announced before
// `generate`, so that it runs once.

const HANDLER = 'apps/receiver/src/handlers/fund-notification.ts';
const OPENAPI = 'openapi/openapi.yaml';

let copy: Copy;
const times: [step: string, ms: number][] = [];

beforeAll(async () => {
  copy = await copyRepository();
  await writeFile(join(copy.folder, 'page.json'), await laterEdition(copy));
});
afterAll(async () => {
  console.info(times.map(([step, ms]) => `${`${Math.round(ms)} ms`.padStart(9)}  ${step}`).join('\n'));
  await copy?.remove();
});

const read = (path: string) => readFile(join(copy.folder, path), 'utf8');
const write = (path: string, text: string) => writeFile(join(copy.folder, path), text);

async function timed<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await work();
  times.push([step, performance.now() - start]);
  return result;
}

const run = (step: string, program: string, args: readonly string[], folder?: string) =>
  timed(step, () => copy.run(program, args, folder));
const drift = (...args: string[]) =>
  run('drift:upstream', 'node', [
    '--conditions=source',
    'tooling/drift/src/upstream/main.ts',
    'page.json',
    ...args,
  ]);
const lint = () => run('lint', 'node', LINT_CONTRACT, 'openapi');

/** Makes the edits of a checklist: writes descriptions, and removes marks. */
async function workOff(checklist: readonly (readonly [file: string, line: number])[]): Promise<void> {
  // From the end, because an edit that removes a line moves those after it.
  for (const [file, line] of checklist.toSorted(([, a], [, b]) => b - a)) {
    const lines = (await read(file)).split('\n');
    const text = lines[line - 1] ?? '';
    if (/^ *x-draft:/.test(text)) lines.splice(line - 1, 1);
    else {
      expect(text).toContain('To be described.');
      lines[line - 1] = text.replace(/(?<=: ).*/, 'What the platform means, in words of the partner.');
    }
    await write(file, lines.join('\n'));
  }
}

it('goes from the page to a replayed notification', async () => {
  const earlier = await startReceiver(copy);
  expect(await earlier.post('/fund-notification', FUND)).toBe(404);
  expect(await earlier.post('/fund-notification', { ...FUND, fundId: 1 })).toBe(404);
  expect(await earlier.ask('POST', '/api/quarantine/replay', { filter: {} })).toMatchObject({ invalid: 2 });
  // A value that is announced and sent early is accepted and observed.
  expect(await earlier.post('/transfer-notification', { ...(await transfer()), status: 'ON_HOLD' })).toBe(
    200,
  );
  await earlier.stop();

  const drafted = await drift('--write');
  expect(drafted.code, drafted.output).toBe(1);
  const checklist = [...drafted.output.matchAll(/^ {2}\[ \] (\S+):(\d+) /gm)].map(
    ([, file = '', line]) => [file, Number(line)] as const,
  );
  console.info(/^To do by hand[\s\S]*/m.exec(drafted.output)?.[0]);
  expect(checklist.length).toBeGreaterThan(0);
  expect(checklist.length).toBeLessThanOrEqual(8);
  await timed('edits of the checklist', () => workOff(checklist));
  const linted = await lint();
  expect(linted.code, linted.output).toBe(0);
  expect(await read(OPENAPI)).toMatch(/STRATEGY_NOTIFICATION: .*\n {2}FUND_NOTIFICATION: .*\n {2}TRANSFER_/);

  const impact = await run('drift:impact', 'node', [
    '--conditions=source',
    'tooling/drift/src/impact/main.ts',
    ...['--inbox', 'file:apps/receiver/data/inbox.db', '--no-handlers', '--json'],
  ]);
  expect(impact.code, impact.output).toBe(0);
  expect(JSON.parse(impact.out)).toMatchObject({
    rejected: { bodies: 0 },
    becomeKnown: [{ eventType: 'TRANSFER_NOTIFICATION', pointer: '/status', value: 'ON_HOLD', count: 1 }],
    quarantine: { accepted: [{ eventType: 'FUND_NOTIFICATION', count: 1, byBase: 0 }], rejected: 1 },
  });

  await announce((await run('drift:release', 'turbo', ['run', 'drift:release'])).output);

  const generated = await run('generate', 'turbo', ['run', 'generate']);
  expect(generated.code, generated.output).toBe(0);
  const scaffold = await read(HANDLER);
  await write(
    HANDLER,
    scaffold.replace(/unwritten<.*>\(notification\);/, 'notification.payload.order?.kind;'),
  );
  const typed = await run('typecheck of the receiver', 'tsc', ['-p', 'apps/receiver']);
  expect(typed.output).toBe('');

  const released = await run('release:contract', 'node', [
    '--conditions=source',
    'tooling/release/src/release.ts',
  ]);
  expect(released.code, released.output).toBe(0);
  expect(await read('openapi/released/partner-webhooks.yaml')).toContain('FUND_NOTIFICATION');

  const later = await timed('start of the receiver', () => startReceiver(copy));
  const replay = () => later.ask('POST', '/api/quarantine/replay', { filter: {} });
  expect(await timed('quarantine replay', replay)).toEqual({
    matched: 2,
    received: 1,
    duplicates: 0,
    invalid: 1,
    receivedTo: expect.any(String),
  });
  await vi.waitFor(async () => {
    expect(await later.ask('GET', '/api/notifications?eventType=FUND_NOTIFICATION')).toMatchObject({
      items: [{ eventType: 'FUND_NOTIFICATION', subject: FUND.fundId, state: 'handled' }],
    });
  }, 30_000);
  expect(await later.ask('GET', '/api/quarantine')).toMatchObject({
    items: [
      {
        path: '/fund-notification',
        reasons: [{ code: 'path' }],
        lastRevalidation: { eventType: 'FUND_NOTIFICATION', reasons: [{ pointer: '/fundId', code: 'type' }] },
      },
    ],
  });
  await later.stop();
}, 300_000);

/** An example of the contract. */
async function transfer(): Promise<object> {
  const { post } = parse(await read('openapi/webhooks/transfer-notification.yaml'));
  return post.requestBody.content['application/json'].examples.processed.value;
}

/** Does what `drift:release` demands: a version, if it demands one, and a changeset. */
async function announce(output: string): Promise<void> {
  const report = output.replaceAll(/^\S+:drift:release: ?/gm, '');
  const [, version] = /set it to (\S+)\.$/m.exec(report) ?? [];
  if (version !== undefined)
    await write(OPENAPI, (await read(OPENAPI)).replace(/^( {2}version: ).*$/m, `$1${version}`));
  const [changeset] = /^---\n'@partner-webhooks\/types': \w+\n---\n/m.exec(report) ?? [];
  if (changeset !== undefined) await write('.changeset/fund.md', `${changeset}\nNew: funds.\n`);
}
