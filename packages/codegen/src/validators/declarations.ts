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

/** Type declarations of the index of all validators. */
export function indexDeclaration(): string {
  return `
import type { EventType, Payload } from "../index.js";
import type { Validation } from "./internal/shared.js";

export type { Observation, Validation, Violation } from "./internal/shared.js";

/**
 * Validates the parsed JSON body of a notification against the contract.
 *
 * Unknown properties and unknown values of extensible enums are valid; they are returned as observations.
 */
export declare function validate<E extends EventType>(eventType: E, body: unknown): Validation<Payload<E>>;
`;
}

/** Type declarations of the validator of one event type. */
export function validatorDeclaration({ eventType }: Webhook): string {
  return `
import type { Payload } from "../index.js";
import type { Validation } from "./internal/shared.js";

/** Validates the parsed JSON body of a \`${commentText(eventType)}\` against the contract. */
export declare function validate(body: unknown): Validation<Payload<${JSON.stringify(eventType)}>>;
`;
}
