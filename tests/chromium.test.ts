import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasChromium } from '../tooling/chromium/src/find-chromium.ts';

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
      [expect.stringMatching(/^Not tested in a browser: the console\. .*apt-get install chromium/)],
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
