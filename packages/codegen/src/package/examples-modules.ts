import type { Oas3_1Definition } from '@redocly/openapi-core';
import type { Contract } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { isReadAsJson } from '../media-types.ts';
import { commentText, type OutputFile, objectLiteral, script } from '../output.ts';
import { resolve } from '../schema.ts';
import { escapeToken } from '../validators/runtime/json-pointer.ts';
import type { Validation } from '../validators/runtime/validation.ts';
import type { Webhook } from '../webhook.ts';

/** The modules of example payloads, and the examples that are none. */
export interface Examples {
  readonly files: readonly OutputFile[];
  readonly warnings: readonly Finding[];
}

/**
 * A module with the example payloads of each event type that has some, and an index of all.
 *
 * @param validatorOf creates the validator of a payload.
 */
export function examplesModules(
  contract: Contract,
  validatorOf: (webhook: Webhook) => (body: unknown) => Validation<unknown>,
): Examples {
  const warnings: Finding[] = [];
  const modules = contract.webhooks.map((webhook) => {
    const all = examplesOf(contract.document, webhook);
    const validate = all.length === 0 ? undefined : validatorOf(webhook);
    const examples = all.filter(({ pointer, value }) => {
      const verdict = validate?.(value);
      if (!verdict) return false;
      if (verdict.valid) return true;
      const [first] = verdict.violations;
      const message = `the example does not match its schema: \`${first?.pointer}\` ${first?.message}; it is left out of the example payloads`;
      warnings.push({ pointer, message });
      return false;
    });
    return { webhook, examples };
  });
  const written = modules.filter(({ examples }) => examples.length > 0);
  const webhooks = written.map(({ webhook }) => webhook);
  return {
    files: [
      ...written.flatMap(({ webhook, examples }) => [
        script(contract, `examples/${webhook.module}.js`, javascript(examples)),
        script(contract, `examples/${webhook.module}.d.ts`, declarations(webhook, examples)),
      ]),
      script(contract, 'examples/index.js', indexSource(webhooks)),
      script(contract, 'examples/index.d.ts', indexDeclarations(webhooks)),
    ],
    warnings,
  };
}

interface Example {
  readonly name: string;
  readonly summary?: string;
  readonly value: unknown;
  readonly pointer: string;
}

type Loose = Readonly<Record<string, unknown>>;

/** The examples of a body (OpenAPI 3.1, sections 4.8.14 and 4.8.24), each name once. */
function examplesOf(document: Oas3_1Definition, { eventType, method }: Webhook): Example[] {
  const found = new Map<string, Example>();
  const webhook = `/webhooks/${escapeToken(eventType)}`;
  const item = resolved(document, document.webhooks?.[eventType]);
  const requestBody = resolved(document, resolved(document, item?.[method])?.['requestBody']);
  for (const [type, each] of Object.entries((requestBody?.['content'] as Loose | undefined) ?? {})) {
    const media = resolved(document, each);
    if (!media || !isReadAsJson(type)) continue;
    const pointer = `${webhook}/${method}/requestBody/content/${escapeToken(type)}`;
    for (const [name, example] of Object.entries((media['examples'] as Loose | undefined) ?? {})) {
      const { value, summary } = resolved(document, example) ?? {};
      if (value !== undefined && !found.has(name))
        found.set(name, {
          name,
          value,
          pointer: `${pointer}/examples/${escapeToken(name)}`,
          ...(typeof summary === 'string' && { summary }),
        });
    }
    const schema = resolved(document, media['schema']);
    const ofSchema = [
      schema?.['example'],
      ...(Array.isArray(schema?.['examples']) ? schema['examples'] : []),
    ];
    const unnamed = [media['example'], ...(found.size === 0 ? ofSchema : [])];
    for (const value of unnamed.filter((each) => each !== undefined)) {
      const name = `example${found.size === 0 ? '' : found.size + 1}`;
      if (!found.has(name)) found.set(name, { name, value, pointer });
    }
  }
  return [...found.values()];
}

/** An example is a convenience: one behind a reference that leads nowhere is none. */
function resolved(document: Oas3_1Definition, value: unknown): Loose | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return resolve(document, value) as Loose;
  } catch {
    return undefined;
  }
}

function javascript(examples: readonly Example[]): string {
  const members = examples.map(({ name, value }) => [name, literal(value)] as const);
  return `export const examples = /* @__PURE__ */ Object.freeze(${objectLiteral(members)});`;
}

/** JSON as code. A name `__proto__` would set the prototype. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('"__proto__":', '["__proto__"]:');
}

function declarations({ eventType }: Webhook, examples: readonly Example[]): string {
  const type = `Payload<${JSON.stringify(eventType)}>`;
  const members = examples.map(({ name, summary }) => {
    const comment = summary === undefined ? '' : `  /** ${commentText(summary)} */\n`;
    return `${comment}  readonly ${JSON.stringify(name)}: ${type};`;
  });
  return `
import type { Payload } from "../index.js";

/** The payloads of \`${commentText(eventType)}\` that the contract has as examples. */
export declare const examples: {
${members.join('\n')}
};
`;
}

function indexSource(webhooks: readonly Webhook[]): string {
  const local = ({ name }: Webhook) => `examplesOf${name}`;
  const imports = webhooks.map(
    (webhook) => `import { examples as ${local(webhook)} } from "./${webhook.module}.js";`,
  );
  const members = webhooks.map((webhook) => [webhook.eventType, local(webhook)] as const);
  return `
${imports.join('\n')}

export const examples = /* @__PURE__ */ Object.freeze(${objectLiteral(members)});
`;
}

function indexDeclarations(webhooks: readonly Webhook[]): string {
  const local = ({ name }: Webhook) => `examplesOf${name}`;
  const imports = webhooks.map(
    (webhook) => `import type { examples as ${local(webhook)} } from "./${webhook.module}.js";`,
  );
  const members = webhooks.map(
    (webhook) => `  readonly ${JSON.stringify(webhook.eventType)}: typeof ${local(webhook)};`,
  );
  return `
${imports.join('\n')}

/** The payloads that the contract has as examples, by event type; event types without examples are absent. */
export declare const examples: {
${members.join('\n')}
};
`;
}
