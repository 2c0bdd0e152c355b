import { createRequire } from 'node:module';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type ajvFormats from 'ajv-formats';

// Loaded when it is first needed, which it is for headers and for mistakes only: loading takes 0.03 s of each run of `codegen`.
const require = createRequire(import.meta.url);

/** Ajv, for any schema, also one with keywords that it does not know. */
export function createAjv(): Ajv2020 {
  const { Ajv2020: Ajv }: { Ajv2020: typeof Ajv2020 } = require('ajv/dist/2020.js');
  return new Ajv({ strict: false, logger: false });
}

/** As {@link createAjv}, and it checks formats. */
export function createAjvWithFormats(): Ajv2020 {
  const { default: addFormats }: typeof ajvFormats = require('ajv-formats');
  const ajv = createAjv();
  addFormats(ajv);
  return ajv;
}
