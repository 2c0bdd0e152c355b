import { fileURLToPath } from 'node:url';
import { _ } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import type { Contract } from '../contract.ts';
import { ContractError, type Schema, walkSchema } from '../schema.ts';
import { judgedSchemas } from './judged-schema.ts';
import { isDate, isDateTime, isTime } from './runtime/date-time.ts';
import { escapeToken } from './runtime/json-pointer.ts';

/** Compiles payloads to JavaScript ahead of time, so that nothing is compiled and no Ajv is loaded at run time. */
export interface JudgeCompiler {
  /** Source of an ES module whose default export is the compiled function of a named schema. */
  compile(schemaName: string): string;
  /** Formats that the contract uses and nobody checks. */
  readonly uncheckedFormats: readonly string[];
}

/** Sets Ajv up (JSON Schema 2020-12, all errors, formats checked) for the schemas of a contract. */
export function judgeCompiler(contract: Contract): JudgeCompiler {
  const schemas = judgedSchemas(contract.document);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    logger: false,
    code: { source: true, esm: true, formats: _`formats` },
  });
  addFormats.default(ajv);
  ajv.addFormat('uuid', UUID);
  for (const [format, check] of OWN_FORMATS) ajv.addFormat(format, check);
  const usedFormats = formatsOf(schemas);
  const uncheckedFormats = usedFormats.filter((format) => ajv.formats[format] === undefined);
  for (const format of uncheckedFormats) ajv.addFormat(format, true);
  ajv.addSchema({ $id: DOCUMENT, components: { schemas } });

  return {
    uncheckedFormats: uncheckedFormats.filter((format) => !ANNOTATIONS.has(format)),
    compile(schemaName) {
      const judge = ajv.getSchema(
        `${DOCUMENT}#/components/schemas/${encodeURIComponent(escapeToken(schemaName))}`,
      );
      if (!judge) throw new ContractError(`components.schemas.${schemaName}: there is no such schema`);
      return formatsSource(usedFormats, ajv.formats) + standalone.default(ajv, judge);
    },
  };
}

const DOCUMENT = 'contract.json';

// RFC 9562, section 4. The one of ajv-formats also takes `urn:uuid:…`, which would be a second name for one subject.
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

// Those of ajv-formats also take a space for the `T` and an offset without minutes: what passed had no place in time.
const OWN_FORMATS = new Map([
  ['date', isDate],
  ['date-time', isDateTime],
  ['time', isTime],
]);

const DATE_TIME = fileURLToPath(import.meta.resolve('./runtime/date-time.ts'));

/** The object in which compiled functions look for the formats that are functions: Ajv writes regular expressions itself. */
function formatsSource(formats: readonly string[], known: Readonly<Record<string, unknown>>): string {
  const members = formats
    .filter((format) => known[format] !== true && !(known[format] instanceof RegExp))
    .map((format) => [
      format,
      OWN_FORMATS.get(format)?.name ?? `require(${AJV_FORMATS}).fullFormats["${format}"]`,
    ]);
  return `
import { isDate, isDateTime, isTime } from ${JSON.stringify(DATE_TIME)};
const formats = { ${members.map(([format, code]) => `"${format}": ${code}`).join(', ')} };
`;
}

const AJV_FORMATS = JSON.stringify('ajv-formats/dist/formats');

// Formats that say what a value means and leave open how it is written: a `currency` is any JSON number.
const ANNOTATIONS = new Set(['currency']);

function formatsOf(schemas: Record<string, Schema>): string[] {
  const formats = new Set<string>();
  for (const schema of Object.values(schemas)) {
    walkSchema(schema, ({ format }) => {
      if (typeof format === 'string') formats.add(format);
    });
  }
  return [...formats].sort();
}
