import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** How the package manager of a project is called. */
export interface PackageManager {
  /** Runs a script of `package.json`. */
  readonly run: string;
  /** Adds packages that are needed for development. */
  readonly add: string;
  /** Runs a program of an installed package. */
  readonly exec: string;
}

/** The package manager whose files are in the folder or in one around it; npm if there are none. */
export function packageManagerOf(folder: string): PackageManager {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = MANAGERS.find(({ files }) => files.some((file) => existsSync(join(at, file))));
    if (found) return found.manager;
    if (dirname(at) === at) return NPM;
  }
}

const NPM: PackageManager = { run: 'npm run', add: 'npm install --save-dev', exec: 'npx' };

const MANAGERS: readonly { readonly files: readonly string[]; readonly manager: PackageManager }[] = [
  { files: ['package-lock.json'], manager: NPM },
  {
    files: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
    manager: { run: 'pnpm run', add: 'pnpm add --save-dev', exec: 'pnpm exec' },
  },
  { files: ['yarn.lock'], manager: { run: 'yarn run', add: 'yarn add --dev', exec: 'yarn run' } },
  { files: ['bun.lock', 'bun.lockb'], manager: { run: 'bun run', add: 'bun add --dev', exec: 'bunx' } },
];
