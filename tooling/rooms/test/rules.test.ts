import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { check } from '../src/check.ts';
import { RULES } from '../src/rules.ts';

/** A folder with files that import each other: paths by path. */
async function folderWith(imports: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rooms-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const files = new Set([...Object.keys(imports), ...Object.values(imports).flat()]);
  for (const file of files) {
    const lines = (imports[file] ?? []).map((path, n) => `import type { A as A${n} } from '/${path}';`);
    const source = lines.join('\n').replaceAll("'/", `'${'../'.repeat(file.split('/').length - 1)}`);
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `${source}\nexport interface A { a: 1 }\n`);
  }
  return folder;
}

async function brokenRules(imports: Readonly<Record<string, readonly string[]>>): Promise<string[]> {
  const folder = await folderWith(imports);
  const folders = [...new Set(Object.entries(imports).flat(2))].map((path) => path.split('/')[0] ?? '');
  const { violations } = await check(folder, [...new Set(folders)]);
  return [...new Set(violations.map(({ rule }) => rule))];
}

const BREAKING: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  'no-cycle': [['packages/types/src/a.ts', 'packages/types/src/b.ts']],
  'nothing-imports-an-app': [
    ['packages/inbox/src/model.ts', 'apps/receiver/src/config.ts'],
    ['tooling/drift/src/main.ts', 'apps/cli/src/main.ts'],
    ['apps/cli/src/main.ts', 'apps/receiver/src/config.ts'],
  ],
  'public-and-admin-are-apart': [
    ['apps/receiver/src/public/routes.ts', 'apps/receiver/src/admin/token.ts'],
    ['apps/receiver/src/admin/routes.ts', 'apps/receiver/src/public/receive.ts'],
  ],
  'http-knows-no-routes': [
    ['apps/receiver/src/http/listener.ts', 'apps/receiver/src/public/app.ts'],
    ['apps/receiver/src/http/tls/certificate.ts', 'apps/receiver/src/admin/app.ts'],
  ],
  'validation-knows-no-http': [
    ['apps/receiver/src/validation/validate-body.ts', 'apps/receiver/src/http/errors.ts'],
    ['apps/receiver/src/validation/validate-body.ts', 'apps/receiver/src/public/receive.ts'],
  ],
  'handlers-know-no-http': [
    ['apps/receiver/src/handlers/transfer-notification.ts', 'apps/receiver/src/http/errors.ts'],
    ['apps/receiver/src/handlers/read-model/prices.ts', 'apps/receiver/src/admin/serialize.ts'],
  ],
  'ports-know-no-store': [
    ['packages/inbox/src/inbox.ts', 'packages/inbox/src/sqlite/mapping.ts'],
    ['packages/inbox/src/dispatch/dispatcher.ts', 'packages/inbox/src/sqlite/open.ts'],
    ['packages/inbox/src/rows/page.ts', 'packages/inbox/src/postgres/open.ts'],
  ],
  'stores-are-apart': [
    ['packages/inbox/src/postgres/open.ts', 'packages/inbox/src/sqlite/open.ts'],
    ['packages/inbox/src/sqlite/open.ts', 'packages/inbox/src/postgres/open.ts'],
  ],
  'store-knows-no-dispatch': [
    ['packages/inbox/src/sqlite/write/claim.ts', 'packages/inbox/src/dispatch/retry.ts'],
    ['packages/inbox/src/postgres/write/claim.ts', 'packages/inbox/src/dispatch/retry.ts'],
  ],
  'reading-and-writing-are-apart': [
    ['packages/inbox/src/sqlite/read/queries.ts', 'packages/inbox/src/sqlite/write/claim.ts'],
    ['packages/inbox/src/postgres/read/lists.ts', 'packages/inbox/src/postgres/write/claim.ts'],
    ['packages/inbox/src/sqlite/write/claim.ts', 'packages/inbox/src/sqlite/read/queries.ts'],
    ['packages/inbox/src/sqlite/write/claim.ts', 'packages/inbox/src/sqlite/thread/thread.ts'],
  ],
  'run-time-knows-no-codegen': [
    ['apps/receiver/src/receiver.ts', 'packages/codegen/src/index.ts'],
    ['apps/cli/src/main.ts', 'tooling/drift/src/main.ts'],
    ['packages/types/generated/index.ts', 'packages/codegen/src/index.ts'],
  ],
  'sources-know-no-tests': [['packages/inbox/src/inbox.ts', 'packages/inbox/test/notifications.ts']],
};

describe('an import is forbidden', () => {
  const cases = Object.entries(BREAKING).flatMap(([rule, edges]) =>
    edges.map(([from, to]) => ({ rule, from, to })),
  );

  it.each(cases)('$rule: $from imports $to', async ({ rule, from, to }) => {
    const back = rule === 'no-cycle' ? { [to]: [from] } : {};
    expect(await brokenRules({ [from]: [to], ...back })).toEqual([rule]);
  });

  it('there is a case for every rule', () => {
    expect(Object.keys(BREAKING)).toEqual(RULES.map(({ name }) => name));
  });
});

describe('an import is allowed', () => {
  it('in the direction of the data, from the listener to the handler', async () => {
    const receiver = (path: string) => `apps/receiver/src/${path}`;
    const inbox = (path: string) => `packages/inbox/src/${path}`;
    expect(
      await brokenRules({
        [receiver('main.ts')]: [receiver('receiver.ts')],
        [receiver('receiver.ts')]: [receiver('public/app.ts'), receiver('admin/app.ts'), inbox('index.ts')],
        [receiver('public/app.ts')]: [receiver('http/errors.ts'), receiver('validation/validate-body.ts')],
        [receiver('admin/app.ts')]: [receiver('http/errors.ts'), receiver('validation/validate-body.ts')],
        [inbox('index.ts')]: [inbox('inbox.ts'), inbox('dispatch/dispatcher.ts'), inbox('sqlite/open.ts')],
        [inbox('sqlite/open.ts')]: [inbox('inbox.ts'), inbox('sqlite/thread/thread.ts')],
        [inbox('sqlite/thread/worker.ts')]: [inbox('sqlite/read/queries.ts'), inbox('sqlite/write/claim.ts')],
        'bench/src/receive.ts': [receiver('main.ts')],
      }),
    ).toEqual([]);
  });
});

it('an import that leads nowhere is an error, since what is not followed is not checked', async () => {
  const folder = await folderWith({ 'packages/types/src/a.ts': [] });
  await writeFile(join(folder, 'packages/types/src/a.ts'), "import './missing.ts';");
  await expect(check(folder, ['packages'])).rejects.toThrow('packages/types/src/a.ts imports ./missing.ts');
});
