import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findChromium, hasChromium } from '../tooling/chromium/src/find-chromium.ts';

describe('without Chromium', () => {
  beforeEach(() => {
    vi.stubEnv('PATH', '/no/such/folder');
    vi.stubEnv('CHROMIUM', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('the tests of pages are left out with a warning that says what to install', () => {
    vi.stubEnv('CI', undefined);
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    expect(hasChromium('the console')).toBe(false);
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^Not tested in a browser: the console\. .*apt-get install chromium-/)],
    ]);
  });

  it('they fail in CI', () => {
    vi.stubEnv('CI', 'true');
    expect(() => hasChromium('the console')).toThrow('No Chromium found.');
  });

  it('they run with the path of another browser in CHROMIUM', () => {
    vi.stubEnv('CHROMIUM', process.execPath);
    expect(hasChromium('the console')).toBe(true);
  });
});

it('the Chromium without a browser around it is taken before any other, wherever it is on the path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'partner-webhooks-'));
  const files = ['first/chromium', 'second/google-chrome', 'second/chromium-headless-shell'];
  for (const file of files) {
    await mkdir(join(folder, file, '..'), { recursive: true });
    await writeFile(join(folder, file), '', { mode: 0o755 });
  }
  vi.stubEnv('CHROMIUM', undefined);
  vi.stubEnv('PATH', ['first', 'second'].map((each) => join(folder, each)).join(delimiter));
  const found = findChromium();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  expect(found).toBe(join(folder, 'second/chromium-headless-shell'));
});
