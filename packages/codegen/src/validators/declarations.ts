import { readFile } from 'node:fs/promises';
import { commentText } from '../output.ts';
import { ts } from '../typescript.ts';
import type { Webhook } from '../webhook.ts';

/**
 * Type declarations of modules that are bundled from runtime modules, generated from their sources, so that they cannot differ
 * from them.
 *
 * @param bundles the files of each module. They import each other and the types of validators, and no names are in two.
 */
export async function runtimeDeclarations(bundles: readonly (readonly string[])[]): Promise<string[]> {
  const sources = await Promise.all(bundles.map((files) => Promise.all(files.map(declaring))));
  // As one source: the compiler takes 8 ms for each, however short it is.
  const { outputText } = ts.transpileDeclaration(sources.map((texts) => texts.join('\n')).join(BOUNDARY), {
    compilerOptions: { isolatedDeclarations: true, target: ts.ScriptTarget.ESNext },
  });
  return outputText.split(BOUNDARY.trim()).map((text) => text.trim());
}

const BOUNDARY = '\nexport declare const boundary: never;\n';

/** The source of a runtime module as far as its declarations follow from it: the compiler takes half of the time for that. */
async function declaring(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return text
    .replace(/^import [^;]*;$/gm, '')
    .replace(/^\/\/.*$/m, '')
    .replace(/^(export )?function [\s\S]*?^}$/gm, (code, exported: string | undefined) =>
      exported === undefined ? '' : `export declare ${code.slice('export '.length, code.search(/ \{$/m))};`,
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
