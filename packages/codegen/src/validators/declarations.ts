import { readFile } from 'node:fs/promises';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { commentText } from '../output.ts';
import type { Webhook } from '../webhook.ts';

/**
 * Type declarations of modules that are bundled from runtime modules, generated from their sources, so that they cannot differ
 * from them.
 *
 * @param bundles the files of each module. They import each other and the types of validators, and no names are in two.
 */
export function runtimeDeclarations(bundles: readonly (readonly string[])[]): Promise<string[]> {
  return Promise.all(bundles.map(async (files) => (await Promise.all(files.map(declarationsIn))).join('\n')));
}

/** By Oxc, which is a part of the bundler: TypeScript takes 0.1 s of each run for what takes Oxc 10 ms. */
async function declarationsIn(file: string): Promise<string> {
  const { code, errors } = isolatedDeclarationSync(file, await readFile(file, 'utf8'));
  if (errors.length > 0)
    throw new Error(`${file}: its declarations do not follow from it alone: ${errors[0]?.message}`);
  return (
    code
      .replace(/^import [^;]*;$/gm, '')
      // The second and later lines of comments lose a blank.
      .replace(/^(\t*)\*/gm, '$1 *')
      .trim()
  );
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
