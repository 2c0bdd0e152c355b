import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startReceiver } from './copied-receiver.ts';
import { type Copy, cloneRepository } from './copy.ts';
import { readJob, runSteps } from './workflow.ts';

// The commands of the workflows run in a clone as on a runner: with its bash, variables and outputs. Missing are the actions that
// check out the repository and install Node, and `gh`, which needs GitHub.

let copy: Copy;
const git = (...args: string[]) => copy.run('git', args);

beforeAll(async () => {
  copy = await cloneRepository();
  await git('init', '--quiet', '--initial-branch=main');
  await git('init', '--quiet', '--bare', 'origin.git');
  await git('remote', 'add', 'origin', join(copy.folder, 'origin.git'));
  await writeFile(join(copy.folder, '.git/info/exclude'), 'origin.git\npage.json\n');
  await git('add', '--all');
  await git('-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message', 'All');
  // Once for all of them: what is installed does not change.
  const [install] = (await readJob('drift.yaml', 'upstream')).steps;
  const { code, output } = await copy.run('bash', ['-c', install?.run ?? '']);
  expect(code, output).toBe(0);
});

afterAll(() => copy?.remove());

it('`ci` runs the two commands of the README', async () => {
  const readme = await readFile(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
  const [start, test] = [...readme.matchAll(/^(npx -y pnpm@\S+ (?:start|test))/gm)].map(
    ([command]) => command,
  );
  expect((await readJob('ci.yaml', 'test')).steps.map(({ run }) => run)).toEqual([test]);
  expect((await readJob('ci.yaml', 'start')).steps[0]?.run.split('\n')[0]).toBe(`${start} &`);
});

describe('`drift`', () => {
  const drift = async (page: string, variables: Readonly<Record<string, string>> = {}) => {
    await writeFile(join(copy.folder, 'page.json'), page);
    const { outcomes, ghCalls } = await runSteps(copy, await readJob('drift.yaml', 'upstream'), {
      variables: { PAGE: 'page.json', ADMIN_URL: '', ...variables },
      replaced: { Install: 'true' },
    });
    await git('switch', '--quiet', '--force', 'main');
    return { ghCalls, outcomes, names: outcomes.map(({ name, code }) => `${name}: ${code}`) };
  };

  it('does nothing without drift', async () => {
    const { names, ghCalls } = await drift(await publishedPage());
    expect(names).toEqual(['Install: 0', 'Compare and draft: 0']);
    expect(ghCalls).toEqual([]);
  });

  it('opens a pull request with the draft and the report', async () => {
    const { names, ghCalls } = await drift(await publishedPage(NEW_VALUE));
    expect(names).toEqual(['Install: 0', 'Compare and draft: 0', 'Open or update the pull request: 0']);
    expect(ghCalls).toEqual([
      expect.stringMatching(/^pr edit drift\/upstream --body-file /),
      expect.stringMatching(/^pr create --head drift\/upstream --title /),
    ]);
    for (const call of ghCalls) {
      expect(call).toContain('value-added: TRANSFER_NOTIFICATION /status "ON_HOLD"');
      expect(call).toContain('is not known: the variable ADMIN_URL is not set');
    }
    const { out } = await git('diff', 'main', 'refs/heads/drift/upstream', '--stat', '--', 'openapi');
    expect(out).toContain('TransferStatus.yaml');
    const pushed = await copy.run('git', ['log', '--format=%s', '-1', 'drift/upstream'], 'origin.git');
    expect(pushed.out).toBe('Draft what the platform publishes\n');
  });

  it('tells the impact on what a receiver has stored, without ids', async () => {
    const receiver = await startReceiver(copy);
    try {
      const { examples } = JSON.parse(await publishedPage()).webhooks.TRANSFER_NOTIFICATION.post.requestBody
        .content['application/json'];
      const body = { ...examples.published.value, status: 'ON_HOLD' };
      expect(await receiver.post('/transfer-notification', body)).toBe(200);
      const { names, ghCalls } = await drift(await publishedPage(NEW_VALUE), receiver.environment);
      expect(names.slice(2)).toEqual(['Impact: 0', 'Open or update the pull request: 0']);
      expect(ghCalls.at(-1)).toContain('### Impact on what was received');
      expect(ghCalls.at(-1)).toContain(
        '| `1` | `TRANSFER_NOTIFICATION` | `/status` | `unknown-value` | `"ON_HOLD"` |\n',
      );
    } finally {
      await receiver.stop();
    }
  });

  it('fails if nothing could be drafted, not because the receiver cannot be reached', async () => {
    const receiver = { ADMIN_URL: 'http://127.0.0.1:1', ADMIN_TOKEN: 'a-token' };
    const { names, outcomes, ghCalls } = await drift(await publishedPage(LOST_WEBHOOK), receiver);
    expect(names[2]).toBe('Impact: 0');
    expect(outcomes[2]?.output).toContain('::warning::The impact could not be found out');
    expect(names.at(-1)).toBe('Open or update the pull request: 1');
    expect(outcomes.at(-1)?.output).toContain('A person has to edit the contract');
    expect(ghCalls).toEqual([]);
  });

  it('fails if the page cannot be read', async () => {
    const { names } = await drift('{ "openapi": "3.1.0", "webhooks": {} }');
    expect(names.at(-1)).toMatch(/: 1$/);
  });
});

describe('`release`', () => {
  const release = async () => {
    const { outcomes, ghCalls } = await runSteps(copy, await readJob('release.yaml', 'contract'), {
      variables: {},
      // These tests are part of it.
      replaced: { Test: 'true' },
    });
    await git('switch', '--quiet', '--force', 'main');
    return { ghCalls, outcomes, names: outcomes.map(({ name, code }) => `${name}: ${code}`) };
  };

  it('opens a pull request with the released contract', async () => {
    // Right after a release there is nothing to announce.
    await writeFile(join(copy.folder, '.changeset/announced.md'), await changesetWithoutChange());
    const { names, outcomes, ghCalls } = await release();
    expect(names, outcomes.at(-1)?.output).toEqual([
      'Test: 0',
      'Release: 0',
      'Open or update the pull request: 0',
    ]);
    expect(ghCalls.at(-1)).toMatch(/^pr create --head release\/contract /);
  });
});

/** A changeset that fits: of the kind that the version of the contract announces already, or the smallest. */
async function changesetWithoutChange(): Promise<string> {
  const [released, present] = await Promise.all(
    ['released/partner-webhooks.yaml', 'openapi.yaml'].map(async (file) => {
      const { info } = parse(await readFile(join(copy.folder, 'openapi', file), 'utf8'));
      return String(info.version).split('.');
    }),
  );
  const raised = present?.findIndex((part, index) => part !== released?.[index]) ?? -1;
  return `---\n'@partner-webhooks/types': ${['major', 'minor'][raised] ?? 'patch'}\n---\n\nNothing else.\n`;
}

type Page = {
  webhooks: Record<string, unknown>;
  components: { schemas: Record<string, { enum: string[] }> };
};

/** What the platform publishes: the contract as one document, after a change. */
async function publishedPage(change: (page: Page) => void = () => {}): Promise<string> {
  const file = fileURLToPath(new URL('../packages/types/generated/openapi.json', import.meta.url));
  const page: Page = JSON.parse(await readFile(file, 'utf8'));
  change(page);
  return JSON.stringify(page);
}

const NEW_VALUE = ({ components }: Page) => components.schemas['TransferStatus']?.enum.push('ON_HOLD');
const LOST_WEBHOOK = ({ webhooks }: Page) => delete webhooks['TRANSFER_NOTIFICATION'];
