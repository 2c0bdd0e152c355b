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
  sources.set(
    DATE_TIME,
    `export { epochNanoseconds, isDate, isDateTime, isTime } from ${JSON.stringify(DATE_TIME_FILE)};`,
  );
  const modules = await bundleModules(sources, [...contract.webhooks.map(moduleOf), DATE_TIME]);
  return {
    files: [
      file('index.js', indexSource(contract.webhooks)),
      file('index.d.ts', indexDeclaration()),
      file('internal/shared.d.ts', await runtimeDeclaration(RUNTIME)),
      file(`${DATE_TIME}.d.ts`, await runtimeDeclaration(DATE_TIME_FILE)),
      ...modules.map(({ path, content }) => file(path, content)),
      ...contract.webhooks.map((webhook) => file(`${moduleOf(webhook)}.d.ts`, validatorDeclaration(webhook))),
    ],
    warnings: compiler.uncheckedFormats.map(
      (format) => `format \`${format}\` is not known; it is not checked`,
    ),
  };
}

const RUNTIME = fileURLToPath(import.meta.resolve('./runtime/validation.ts'));

// No event type can have this name: it has a slash. Programs import it as `date-time`.
const DATE_TIME = 'internal/date-time';
const DATE_TIME_FILE = fileURLToPath(import.meta.resolve('./runtime/date-time.ts'));

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
