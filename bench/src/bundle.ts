import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Plugin, rolldown } from 'rolldown';
import { DEFINITIONS, PAYLOADS } from '../validators/schemas.ts';

/** Bytes of JavaScript in a program. */
export interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

/** The size of a TypeScript program, bundled with all that it imports. */
export async function bundledSize(code: string): Promise<Size> {
  const build = await rolldown({
    input: ENTRY,
    platform: 'node',
    plugins: [inMemory(code), inlinedSchemas],
  });
  try {
    const { output } = await build.generate({ format: 'esm', minify: true, codeSplitting: false });
    const text = output
      .map((file) => (file.type === 'chunk' ? file.code.replace(EMPTY_MODULE, '') : ''))
      .join('');
    return { minified: Buffer.byteLength(text), gzipped: text === '' ? 0 : gzipSync(text).length };
  } finally {
    await build.close();
  }
}

/** What the bundler writes for an empty program: the marker of a module. */
const EMPTY_MODULE = /^export\s*\{\s*\};\s*$/;

/** The program resolves imports as a file of this package does. */
const ENTRY = fileURLToPath(new URL('entry.ts', import.meta.url));

function inMemory(code: string): Plugin {
  return {
    name: 'in-memory',
    resolveId: (id) => (id === ENTRY ? id : null),
    load: (id) => (id === ENTRY ? code : null),
  };
}

/** Inlines the schemas: a program would not ship the whole contract to extract them at its start. */
const inlinedSchemas: Plugin = {
  name: 'schemas',
  load: (id) =>
    id === fileURLToPath(new URL('../validators/schemas.ts', import.meta.url))
      ? `export const DEFINITIONS = ${JSON.stringify(DEFINITIONS)};\nexport const PAYLOADS = ${JSON.stringify(PAYLOADS)};`
      : null,
};
