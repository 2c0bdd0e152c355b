import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What to do if no Chromium is found. */
export const CHROMIUM_MISSING =
  'No Chromium found. Install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM to its path.';

/** Path of the system's Chromium: the variable `CHROMIUM`, or the first of the names below that is on PATH. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [
    process.env['CHROMIUM'],
    ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
  return candidates.find((file) => file && isExecutable(file));
}

/**
 * Whether tests can run in a browser here. If not, it warns.
 *
 * @param tests what is not tested then.
 * @throws Error in CI, where nothing may be left out.
 */
export function hasChromium(tests: string): boolean {
  if (findChromium() !== undefined) return true;
  if (process.env['CI']) throw new Error(CHROMIUM_MISSING);
  console.warn(`Not tested in a browser: ${tests}. ${CHROMIUM_MISSING}`);
  return false;
}

// The first has the engine without the windows, tabs and services of a browser around it. Tests of the console take 65 s of CPU
// time with it in place of 107 s, those of the documentation 67 s in place of 80 s.
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
