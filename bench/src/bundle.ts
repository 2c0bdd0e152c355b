import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Plugin, rolldown } from 'rolldown';
import { DEFINITIONS, PAYLOADS } from '../judges/schemas.ts';

/** Bytes of JavaScript that a program carries. */
export interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

/** How large a TypeScript program is, bundled with all that it imports. */
export async function bundledSize(code: string): Promise<Size> {
  const build = await rolldown({
    input: ENTRY,
    platform: 'node',
    plugins: [inMemory(code), schemasAsTheyAre],
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    const text = output.map((file) => (file.type === 'chunk' ? file.code.replace(NOTHING, '') : '')).join('');
    return { minified: Buffer.byteLength(text), gzipped: text === '' ? 0 : gzipSync(text).length };
  } finally {
    await build.close();
  }
}

/** What the bundler writes for a program that leaves nothing over: the mark of a module. */
const NOTHING = /^export\s*\{\s*\};\s*$/;

/** Where the program would be: in this package, with its dependencies. */
const ENTRY = fileURLToPath(new URL('entry.ts', import.meta.url));

function inMemory(code: string): Plugin {
  return {
    name: 'in-memory',
    resolveId: (id) => (id === ENTRY ? id : null),
    load: (id) => (id === ENTRY ? code : null),
  };
}

/** The schemas ready for use: nobody would ship the whole contract to take them out of it at the start. */
const schemasAsTheyAre: Plugin = {
  name: 'schemas',
  load: (id) =>
    id === fileURLToPath(new URL('../judges/schemas.ts', import.meta.url))
      ? `export const DEFINITIONS = ${JSON.stringify(DEFINITIONS)};\nexport const PAYLOADS = ${JSON.stringify(PAYLOADS)};`
      : null,
};
