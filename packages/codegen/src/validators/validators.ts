import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import type { Webhook } from '../webhook.ts';
import { bundledModule } from './bundle.ts';
import { identifierOf, type Unit } from './compiler/unit.ts';
import { indexDeclaration, validatorDeclaration } from './declarations.ts';
import { formatsSource, isFromAjvFormats } from './formats.ts';
import { filesOf, RUNTIME_FILE, unitsIn } from './module-files.ts';
import { runtimeFile } from './runtime-files.ts';
import { createSchemaCompiler, type SchemaCompiler } from './schema-compiler.ts';
import { unchangingFiles } from './unchanging-files.ts';

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
  const [runtime, runtimeFiles] = await Promise.all([runtimeModule(files), unchangingFiles()]);
  return {
    files: [
      file('index.js', indexSource(contract.webhooks)),
      file('index.d.ts', indexDeclaration()),
      ...[...payloads].map(([path, unit]) => file(path, validatorSource(path, unit, files))),
      ...contract.webhooks.map((webhook) => file(`${moduleOf(webhook)}.d.ts`, validatorDeclaration(webhook))),
      ...[...shared].map((path) => file(path, schemasSource(path, files))),
      file(RUNTIME_FILE, runtime),
      ...[...runtimeFiles].map(([path, code]) => file(path, code)),
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
