export {
  type ApiDocument,
  type Contract,
  type ContractOptions,
  readContract,
  readDocument,
} from './contract.ts';
export { kebabCase, pascalCase, webhookPath } from './event-type.ts';
export { type Generated, generateApi, generateReceiver, generateTypes } from './generate.ts';
export type { OutputFile } from './output.ts';
export { handlerScaffold } from './receiver/handlers.ts';
export { ContractError } from './schema.ts';
export { createInMemoryValidators, type InMemoryValidators } from './validators/in-memory.ts';
export type { KnownFields } from './validators/known-fields.ts';
export type { Observation, Validation, Violation } from './validators/runtime/validation.ts';
export type { Webhook } from './webhook.ts';
