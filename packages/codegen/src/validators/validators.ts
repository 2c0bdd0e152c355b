import { fileURLToPath } from 'node:url';
import type { Contract, Webhook } from '../contract.ts';
import { kebabCase, pascalCase } from '../event-type.ts';
import { type OutputFile, script } from '../output.ts';
import { bundleModules } from './bundle.ts';
import { indexDeclaration, runtimeDeclaration, validatorDeclaration } from './declarations.ts';
import { judgeCompiler } from './judge.ts';
import { knownShape } from './known-shape.ts';

/** The validators and what the generator has to say about them. */
export interface Validators {
  readonly files: readonly OutputFile[];
  readonly warnings: readonly string[];
}

/**
 * One ES module with a `validate` function per event type, and an index over all of them. They import nothing but
 * each other, and load where code generation from strings is forbidden.
 */
export async function validatorModules(contract: Contract): Promise<Validators> {
  const compiler = judgeCompiler(contract);
  const sources = new Map<string, string>();
  const file = (path: string, code: string) => script(contract, `validators/${path}`, code);
  for (const webhook of contract.webhooks) {
    sources.set(moduleOf(webhook), validatorSource(webhook, knownShape(contract.document, webhook.schema)));
    sources.set(judgeOf(webhook), compiler.compile(webhook.schema));
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
    warnings: compiler.uncheckedFormats.map(
      (format) => `format \`${format}\` is not known; it is not checked`,
    ),
  };
}

const RUNTIME = runtimeFile('validation');

// What validators share with programs, which import it as `@partner-webhooks/types/<name>`. No event type can have such
// a module name: it has a slash.
const SHARED_MODULES = ['date-time', 'json-pointer'].map((name) => ({
  name: `internal/${name}`,
  path: runtimeFile(name),
}));

function runtimeFile(name: string): string {
  return fileURLToPath(import.meta.resolve(`./runtime/${name}.ts`));
}

function moduleOf({ eventType }: Webhook): string {
  return kebabCase(eventType);
}

function judgeOf(webhook: Webhook): string {
  return `${moduleOf(webhook)}/judge`;
}

function validatorSource(webhook: Webhook, shape: object | null): string {
  return `
import judge from ${JSON.stringify(judgeOf(webhook))};
import { validator } from ${JSON.stringify(RUNTIME)};

export const validate = /* @__PURE__ */ validator(judge, ${JSON.stringify(shape)});
`;
}

function indexSource(webhooks: readonly Webhook[]): string {
  const local = ({ eventType }: Webhook) => `validate${pascalCase(eventType)}`;
  const imports = webhooks.map(
    (webhook) => `import { validate as ${local(webhook)} } from "./${moduleOf(webhook)}.js";`,
  );
  const entries = webhooks.map((webhook) => `  ${JSON.stringify(webhook.eventType)}: ${local(webhook)},`);
  return `
${imports.join('\n')}

const validators = {
${entries.join('\n')}
};

export function validate(eventType, body) {
  return validators[eventType](body);
}
`;
}
