import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { commentText } from '../output.ts';
import type { Webhook } from '../webhook.ts';

/** Type declarations of a runtime module, generated from its source, so that they cannot differ from it. */
export async function runtimeDeclaration(runtimeFile: string): Promise<string> {
  const { outputText } = ts.transpileDeclaration(await readFile(runtimeFile, 'utf8'), {
    compilerOptions: { isolatedDeclarations: true, target: ts.ScriptTarget.ESNext },
  });
  return outputText;
}

/**
 * Type declarations of a module that is bundled from several runtime modules. They refer to each other, and to the types of
 * validators.
 */
export async function bundleDeclaration(runtimeFiles: readonly string[]): Promise<string> {
  const all = await Promise.all(runtimeFiles.map(runtimeDeclaration));
  const own = all.map((text) =>
    text
      .replace(/^import .*$/gm, '')
      .replace(/^\/\/ .*$/gm, '')
      .trim(),
  );
  return `import type { Observation, Violation } from "./shared.js";\n\n${own.join('\n\n')}`;
}

/** Type declarations of the index of all validators. */
export function indexDeclaration(): string {
  return `
import type { EventType, Payload } from "../index.js";
import type { Validation, Validator } from "./internal/shared.js";

export type { Observation, Validation, Validator, Violation } from "./internal/shared.js";

/** The validator of each event type. Each is also a Standard Schema. */
export declare const validators: { readonly [E in EventType]: Validator<Payload<E>> };

/**
 * Validates the parsed JSON body of a notification against the contract.
 *
 * Unknown properties and unknown values of extensible enums are valid; they are returned as observations.
 *
 * @throws UnknownEventTypeError if the contract has no such event type.
 */
export declare function validate<E extends EventType>(eventType: E, body: unknown): Validation<Payload<E>>;
`;
}

/** Type declarations of the validator of one event type. */
export function validatorDeclaration({ eventType }: Webhook): string {
  const type = `Payload<${JSON.stringify(eventType)}>`;
  return `
import type { Payload } from "../index.js";
import type { Validator } from "./internal/shared.js";

/** Validates the parsed JSON body of a \`${commentText(eventType)}\`. Also a Standard Schema. */
export declare const validate: Validator<${type}>;

/** Whether a value is a valid payload of \`${commentText(eventType)}\`. */
export declare function is(value: unknown): value is ${type};
`;
}
