import { createRequire } from 'node:module';
import type * as openapiTypescript from 'openapi-typescript';
import type typescript from 'typescript';

// Not by `import`: Node would read the 9 MB of the compiler twice more, for the kind of module and the names of its exports.
// The index of openapi-typescript loads a linter that nothing here calls. Without both, a run of `codegen` takes 0.25 s less
// of 1.1 s of CPU time.
const require = createRequire(import.meta.url);

/** The compiler's API. Its types are those of the package `typescript`. */
export const ts: typeof typescript = require('typescript');

export const transformSchema: Exports['transformSchema'] = require('openapi-typescript/dist/transform/index.cjs');

export const {
  addJSDocComment,
  astToString,
  tsLiteral,
  tsUnion,
}: Pick<
  Exports,
  'addJSDocComment' | 'astToString' | 'tsLiteral' | 'tsUnion'
> = require('openapi-typescript/dist/lib/ts.cjs');

export const {
  resolveRef,
  scanDiscriminators,
}: Pick<Exports, 'resolveRef' | 'scanDiscriminators'> = require('openapi-typescript/dist/lib/utils.cjs');

type Exports = typeof openapiTypescript;
