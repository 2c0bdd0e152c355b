import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_FOLDER, stopSharedServer } from './shared-server.ts';

/** Runs once before the tests of a package. The server itself starts when a test first needs it. */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  // Inherited by the processes that run the tests.
  process.env[RUN_FOLDER] = folder;
  return () => stopSharedServer(folder);
}
