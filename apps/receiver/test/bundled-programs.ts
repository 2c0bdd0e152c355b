import { join } from 'node:path';
import { inject } from 'vitest';
import { type BundledProgram, bundlePrograms } from './bundle-programs.ts';

/** Gives the file of a program. Node runs it without options. */
export function bundledProgram(name: BundledProgram): string {
  return join(folder, `${name}.js`);
}

// A run with another configuration has not bundled them.
const folder = inject('bundledPrograms') ?? (await bundlePrograms());
