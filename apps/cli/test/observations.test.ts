import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type StartedReceiver, startReceiver } from './started-receiver.ts';

const CONTRACT = fileURLToPath(new URL('../../../openapi', import.meta.url));

let receiver: StartedReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver?.stop());

// Each of these is about an event type of its own: they share one receiver, which forgets nothing.
describe('observations --as-patch', () => {
  it('gives a property the schema of the first value that tells something', async () => {
    await receiver.send('USER_NOTIFICATION', { userId: id(1), since: null });
    await receiver.send('USER_NOTIFICATION', { userId: id(2), since: '2025-01-01' });
    const { code, out } = await drafted();
    expect(code).toBe(0);
    expect(out).toMatch(/^\+ {2}since:\n\+ {4}x-draft: true\n\+ {4}type: string\n\+ {4}format: date\n/m);
  });

  it('finds it in the items of lists', async () => {
    await receiver.send('ONBOARDING_NOTIFICATION', { validationErrors: [{}, { retry: { after: 5 } }] });
    const { out } = await drafted();
    expect(out).toContain('b/openapi/schemas/OnboardingNotification.yaml');
    expect(out).toMatch(/^\+ +retry:\n(?:\+.*\n)+?\+ +after:\n\+ +type: number$/m);
  });

  it('says what it leaves out, and why', async () => {
    await receiver.send('PROXY_NOTIFICATION', { status: 'X'.repeat(300), 12: true, empty: null });
    const { code, out, err } = await drafted();
    expect(code).toBe(0);
    expect(out).not.toContain('ProxyNotification');
    expect(err).toContain('PROXY_NOTIFICATION /status: left out: its value has been cut\n');
    expect(err).toContain('PROXY_NOTIFICATION /*: left out: its name is a number');
    expect(err).toContain('PROXY_NOTIFICATION /empty: left out: no notification');
  });

  it('writes nothing that does something to a terminal', async () => {
    await receiver.send('STRATEGY_NOTIFICATION', {
      status: '\u001b[31mRED\u009b',
      '\u001b]0;title\u0007': 1,
    });
    const { out, err } = await drafted();
    expect(out).toContain('StrategyStatus.yaml');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});

describe('observations --write', () => {
  it('edits the contract, and then there is nothing left to draft', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'contract-')), 'openapi');
    onTestFinished(() => rm(join(folder, '..'), { recursive: true, force: true }));
    await cp(CONTRACT, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
    await receiver.send('DOCUMENT_NOTIFICATION', { status: 'SHREDDED' });

    const { code, out, err } = await receiver.cli('observations', '--write', '--contract', folder);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/^changed: schemas\/enums\/DocumentStatus\.yaml$/m);
    expect(err).toContain('remove the marks `x-draft`');
    expect(await readFile(join(folder, 'schemas/enums/DocumentStatus.yaml'), 'utf8')).toContain(
      '- SHREDDED\n',
    );
    expect(await receiver.cli('observations', '--as-patch', '--contract', folder)).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('Nothing to draft'),
    });
  });

  it('says where it looked for a contract in vain', async () => {
    expect(await receiver.cli('observations', '--write', '--contract', '/nowhere')).toMatchObject({
      code: 1,
      err: '/nowhere/openapi.yaml: no such file; a contract begins there\n',
    });
  });
});

function drafted() {
  return receiver.cli('observations', '--as-patch', '--contract', CONTRACT);
}

function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
