import { fileURLToPath } from 'node:url';
import { _, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import type { Contract } from '../contract.ts';
import { ContractError, type Schema, walkSchema } from '../schema.ts';
import { lenientSchemas } from './lenient-schemas.ts';
import { isDate, isDateTime, isTime } from './runtime/date-time.ts';
import { escapeToken } from './runtime/json-pointer.ts';

/** Compiles schemas to JavaScript ahead of time, so that nothing is compiled and Ajv is not loaded at run time. */
export interface SchemaCompiler {
  /** The source of an ES module whose default export is the compiled function of a named schema. */
  compile(schemaName: string): string;
  /** The compiled function of a named schema. */
  compiled(schemaName: string): ValidateFunction;
  /** Formats that the contract uses and no validator checks. */
  readonly uncheckedFormats: readonly string[];
}

/** Creates a compiler for the schemas of a contract: JSON Schema 2020-12, all errors, formats checked. */
export function createSchemaCompiler(contract: Contract): SchemaCompiler {
  const schemas = lenientSchemas(contract.document);
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

  const compiled = (schemaName: string): ValidateFunction => {
    const pointer = `/components/schemas/${encodeURIComponent(escapeToken(schemaName))}`;
    const found = ajv.getSchema(`${DOCUMENT}#${pointer}`);
    if (!found) throw new ContractError(`components.schemas.${schemaName}: there is no such schema`);
    return found as ValidateFunction;
  };
  return {
    uncheckedFormats: uncheckedFormats.filter((format) => !ANNOTATION_FORMATS.has(format)),
    compiled,
    compile(schemaName) {
      return formatsSource(usedFormats, ajv.formats) + standalone.default(ajv, compiled(schemaName));
    },
  };
}

const DOCUMENT = 'contract.json';

// RFC 9562, section 4. The format of ajv-formats also accepts `urn:uuid:…`, a second name for the same subject.
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

// The formats of ajv-formats also accept a space for the `T` and an offset without minutes, which cannot be ordered by time.
const OWN_FORMATS = new Map([
  ['date', isDate],
  ['date-time', isDateTime],
  ['time', isTime],
]);

const DATE_TIME_FILE = fileURLToPath(import.meta.resolve('./runtime/date-time.ts'));

/** The object in which compiled functions find formats that are functions. Ajv inlines those that are regular expressions. */
function formatsSource(formats: readonly string[], known: Readonly<Record<string, unknown>>): string {
  const members = formats
    .filter((format) => known[format] !== true && !(known[format] instanceof RegExp))
    .map((format) => [
      format,
      OWN_FORMATS.get(format)?.name ?? `require(${AJV_FORMATS}).fullFormats["${format}"]`,
    ]);
  return `
import { isDate, isDateTime, isTime } from ${JSON.stringify(DATE_TIME_FILE)};
const formats = { ${members.map(([format, code]) => `"${format}": ${code}`).join(', ')} };
`;
}

const AJV_FORMATS = JSON.stringify('ajv-formats/dist/formats');

// Formats that give the meaning of a value, not its syntax: a `currency` is any JSON number.
const ANNOTATION_FORMATS = new Set(['currency']);

function formatsOf(schemas: Record<string, Schema>): string[] {
  const formats = new Set<string>();
  for (const schema of Object.values(schemas)) {
    walkSchema(schema, ({ format }) => {
      if (typeof format === 'string') formats.add(format);
    });
  }
  return [...formats].sort();
}
