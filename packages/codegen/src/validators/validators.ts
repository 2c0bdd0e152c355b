import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import type { Webhook } from '../webhook.ts';
import { bundledModule, bundledModules } from './bundle.ts';
import { identifierOf, type Unit } from './compiler/unit.ts';
import { indexDeclaration, runtimeDeclarations, validatorDeclaration } from './declarations.ts';
import { formatsSource, isFromAjvFormats } from './formats.ts';
import { filesOf, RUNTIME_FILE, unitsIn } from './module-files.ts';
import * as dateTime from './runtime/date-time.ts';
import * as jsonPointer from './runtime/json-pointer.ts';
import { runtimeFile } from './runtime-files.ts';
import { createSchemaCompiler, type SchemaCompiler } from './schema-compiler.ts';

/** The validators, and what they do not check. */
export interface Validators {
  readonly files: readonly OutputFile[];
  /** Formats that the contract uses and no validator checks. */
  readonly uncheckedFormats: readonly string[];
  /** The check of a named schema, compiled with all that it uses. */
  readonly compile: (schemaName: string) => Unit;
  /** The checks of headers by the names of their schemas: the module that exports each. */
  readonly headerChecks: ReadonlyMap<string, { readonly path: string; readonly identifier: string }>;
}

/**
 * One ES module with a `validate` function per event type, an index of all, and modules of the schemas that several of them
 * use. They import only each other, and load where code generation from strings is forbidden.
 *
 * @param headerSchemas names of schemas of headers, which are compiled as well.
 */
export async function validatorModules(
  contract: Contract,
  headerSchemas: readonly string[] = [],
): Promise<Validators> {
  const compiler = createSchemaCompiler(contract);
  const file = (path: string, code: string) => script(contract, `validators/${path}`, code);
  const payloads = new Map(
    contract.webhooks.map((webhook) => [`${moduleOf(webhook)}.js`, compiler.compile(webhook.schema)]),
  );
  const headers = new Map(
    headerSchemas.flatMap((schema, index) => {
      const unit = compiledHeader(compiler, schema);
      return unit ? [[`internal/headers/${index + 1}.js`, unit] as const] : [];
    }),
  );
  const files = filesOf(new Map([...payloads, ...headers]));
  const shared = new Set([...files.values()].filter((path) => !payloads.has(path) && path !== RUNTIME_FILE));
  // Concurrently, because the bundler runs in other threads.
  const [runtime, others] = await Promise.all([
    runtimeModule(files),
    bundledModules({ events: runtimeFile('events'), request: runtimeFile('request') }, OF_SHARED_MODULE),
  ]);
  const [sharedTypes = '', requestTypes = '', ...moduleTypes] = await runtimeDeclarations([
    [RUNTIME_TYPES],
    REQUEST_TYPES,
    ...SHARED_MODULES.map(({ path }) => [path]),
  ]);
  return {
    files: [
      file('index.js', indexSource(contract.webhooks)),
      file('index.d.ts', indexDeclaration()),
      ...[...payloads].map(([path, unit]) => file(path, validatorSource(path, unit, files))),
      ...contract.webhooks.map((webhook) => file(`${moduleOf(webhook)}.d.ts`, validatorDeclaration(webhook))),
      ...[...shared].map((path) => file(path, schemasSource(path, files))),
      file(RUNTIME_FILE, runtime),
      ...[...others].map(([path, code]) => file(`internal/${path}`, code)),
      file('internal/shared.d.ts', sharedTypes),
      file('internal/request.d.ts', `${TYPES_OF_VALIDATORS}\n\n${requestTypes}`),
      ...SHARED_MODULES.map(({ name }, index) => file(`${name}.d.ts`, moduleTypes[index] ?? '')),
      ...SHARED_MODULES.map(({ name, members }) =>
        file(`${name}.js`, `export { ${members.join(', ')} } from "./shared.js";`),
      ),
    ],
    uncheckedFormats: compiler.uncheckedFormats,
    compile: (schemaName) => compiler.compile(schemaName),
    headerChecks: new Map(
      [...headers.values()].map((unit) => [
        unit.schemaName,
        { path: files.get(unit) ?? '', identifier: identifierOf('check', unit.name) },
      ]),
    ),
  };
}

/** A header whose schema cannot be compiled is no reason to have no types; a receiver refuses it. */
function compiledHeader(compiler: SchemaCompiler, schema: string): Unit | undefined {
  try {
    return compiler.compile(schema);
  } catch {
    return undefined;
  }
}

/** What checks use: the runtime, the formats that there are, and schemas. */
async function runtimeModule(files: ReadonlyMap<Unit, string>): Promise<string> {
  const units = [...files.keys()];
  const formats = [...new Set(units.flatMap((unit) => [...unit.formats.values()]))].sort();
  const credit = formats.some(isFromAjvFormats) ? `${CREDIT}\n\n` : '';
  const { code, exports } = unitsIn(RUNTIME_FILE, files);
  const inside = units.filter((unit) => files.get(unit) === RUNTIME_FILE);
  const used = [...new Set(inside.flatMap((unit) => [...unit.runtimeNames]))].sort();
  const runtime = JSON.stringify(RUNTIME);
  const source = `
import { ${used.join(', ')} } from ${runtime};
export * from ${runtime};
${formatsSource(formats)}
${code}
export { ${exports.join(', ')} };
`;
  return credit + (await bundledModule(source));
}

const CREDIT = '// Includes parts of ajv-formats: MIT License, Copyright (c) Evgeny Poberezkin.';

const RUNTIME = runtimeFile('index');
const RUNTIME_TYPES = runtimeFile('validation');

/** What other modules import of the one that validators share. */
const OF_SHARED_MODULE: ReadonlyMap<string, string> = new Map([[runtimeFile('json-pointer'), './shared.js']]);

const TYPES_OF_VALIDATORS = 'import type { Observation, Violation } from "./shared.js";';

const REQUEST_TYPES = [
  'parse-json',
  'strict-json',
  'path',
  'content-headers',
  'known-pointer',
  'rejection',
  'error-message',
  'header-value',
  'header-check',
].map(runtimeFile);

// What validators share with programs, which import it as `@partner-webhooks/types/<name>`. No event type can have such
// a module name: it has a slash.
const SHARED_MODULES = [
  {
    name: 'internal/date-time',
    path: runtimeFile('date-time'),
    members: Object.keys(dateTime).sort(),
  },
  {
    name: 'internal/json-pointer',
    path: runtimeFile('json-pointer'),
    members: Object.keys(jsonPointer).sort(),
  },
];

function moduleOf({ module }: Webhook): string {
  return module;
}

/** The module of a validator, with the schemas that only its payload uses. */
function validatorSource(path: string, payload: Unit, files: ReadonlyMap<Unit, string>): string {
  const check = identifierOf('check', payload.name);
  const file = files.get(payload) ?? path;
  const used = [
    [RUNTIME_FILE, 'createGuard'] as const,
    [RUNTIME_FILE, 'createValidator'] as const,
    [file, check] as const,
  ];
  const { imports, code } = unitsIn(path, files, used);
  return `
${imports}

${code}

export const validate = /* @__PURE__ */ createValidator(${check});

export const is = /* @__PURE__ */ createGuard(${check});
`;
}

/** A module of schemas that several payloads use. */
function schemasSource(path: string, files: ReadonlyMap<Unit, string>): string {
  const { imports, code, exports } = unitsIn(path, files);
  return `${imports}\n\n${code}\n\nexport { ${exports.join(', ')} };`;
}

function indexSource(webhooks: readonly Webhook[]): string {
  const local = ({ name }: Webhook) => `validate${name}`;
  const imports = webhooks.map(
    (webhook) => `import { validate as ${local(webhook)} } from "./${moduleOf(webhook)}.js";`,
  );
  const entries = webhooks.map((webhook) => [webhook.eventType, local(webhook)] as const);
  return `
import { ofEventType } from "./internal/events.js";
${imports.join('\n')}

export const validators = /* @__PURE__ */ Object.freeze(${objectLiteral(entries)});

export function validate(eventType, body) {
  return ofEventType(validators, eventType)(body);
}
`;
}
