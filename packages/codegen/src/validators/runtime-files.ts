import { fileURLToPath } from 'node:url';

/**
 * The path of a module of the runtime, which becomes a part of generated packages. It is TypeScript also where this module is
 * built JavaScript: then both generate the same bytes, and declarations come from the same source.
 *
 * @param name its name without extension: `date-time`.
 */
export function runtimeFile(name: string): string {
  // From `src/validators/` as well as from `dist/validators/`.
  return fileURLToPath(new URL(`../../src/validators/runtime/${name}.ts`, import.meta.url));
}
