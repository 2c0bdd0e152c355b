import { fileURLToPath } from 'node:url';
import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import type { Webhook } from '../webhook.ts';
import { bundleModules } from './bundle.ts';
import { indexDeclaration, runtimeDeclaration, validatorDeclaration } from './declarations.ts';
import { knownFields } from './known-fields.ts';
import { createSchemaCompiler } from './schema-compiler.ts';

/** The validators, and warnings about them. */
export interface Validators {
  readonly files: readonly OutputFile[];
  readonly warnings: readonly string[];
}

/**
 * One ES module with a `validate` function per event type, and an index of all. They import only each other, and load
 * where code generation from strings is forbidden.
 */
export async function validatorModules(contract: Contract): Promise<Validators> {
  const compiler = createSchemaCompiler(contract);
  const sources = new Map<string, string>();
  const file = (path: string, code: string) => script(contract, `validators/${path}`, code);
  for (const webhook of contract.webhooks) {
    sources.set(moduleOf(webhook), validatorSource(webhook, knownFields(contract.document, webhook.schema)));
    sources.set(compiledModuleOf(webhook), compiler.compile(webhook.schema));
  }
  for (const { name, path } of SHARED_MODULES) sources.set(name, `export * from ${JSON.stringify(path)};`);
  const entries = [...contract.webhooks.map(moduleOf), ...SHARED_MODULES.map(({ name }) => name)];
  const modules = await bundleModules(sources, entries);
  return {
    files: [
      file('index.js', indexSource(contract.webhooks)),
      file('index.d.ts', indexDeclaration()),
      file('internal/shared.d.ts', await runtimeDeclaration(RUNTIME)),
      ...(await Promise.all(
        SHARED_MODULES.map(async ({ name, path }) => file(`${name}.d.ts`, await runtimeDeclaration(path))),
      )),
      ...modules.map(({ path, content }) => file(path, content)),
      ...contract.webhooks.map((webhook) => file(`${moduleOf(webhook)}.d.ts`, validatorDeclaration(webhook))),
    ],
    warnings: compiler.uncheckedFormats.map((format) => `format \`${format}\` is unknown; it is not checked`),
  };
}

const RUNTIME = fileURLToPath(import.meta.resolve('./runtime/validation.ts'));

// What validators share with programs, which import it as `@partner-webhooks/types/<name>`. No event type can have such
// a module name: it has a slash.
const SHARED_MODULES = [
  { name: 'internal/date-time', path: fileURLToPath(import.meta.resolve('./runtime/date-time.ts')) },
  { name: 'internal/json-pointer', path: fileURLToPath(import.meta.resolve('./runtime/json-pointer.ts')) },
];

function moduleOf({ module }: Webhook): string {
  return module;
}

function compiledModuleOf(webhook: Webhook): string {
  return `${moduleOf(webhook)}/compiled`;
}

function validatorSource(webhook: Webhook, known: object | null): string {
  return `
import compiled from ${JSON.stringify(compiledModuleOf(webhook))};
import { createValidator } from ${JSON.stringify(RUNTIME)};

export const validate = /* @__PURE__ */ createValidator(compiled, ${JSON.stringify(known)});
`;
}

function indexSource(webhooks: readonly Webhook[]): string {
  const local = ({ name }: Webhook) => `validate${name}`;
  const imports = webhooks.map(
    (webhook) => `import { validate as ${local(webhook)} } from "./${moduleOf(webhook)}.js";`,
  );
  const entries = webhooks.map((webhook) => [webhook.eventType, local(webhook)] as const);
  return `
${imports.join('\n')}

const validators = ${objectLiteral(entries)};

export function validate(eventType, body) {
  return validators[eventType](body);
}
`;
}
