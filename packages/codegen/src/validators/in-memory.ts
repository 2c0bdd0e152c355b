import type { Contract } from '../contract.ts';
import { ContractError } from '../schema.ts';
import { knownFields } from './known-fields.ts';
import { createValidator, type Validation } from './runtime/validation.ts';
import { createSchemaCompiler } from './schema-compiler.ts';

/** Validates bodies of a contract as its generated validators do. */
export interface InMemoryValidators {
  /** @throws ContractError if the contract has no such event type, or if its schema cannot be compiled. */
  validate(eventType: string, body: unknown): Validation<unknown>;
}

/** Compiles the validators of a contract when they are first used, without writing files. For tools, not for receivers. */
export function createInMemoryValidators(contract: Contract): InMemoryValidators {
  const compiler = createSchemaCompiler(contract);
  const validators = new Map<string, (body: unknown) => Validation<unknown>>();
  return {
    validate(eventType, body) {
      let validator = validators.get(eventType);
      if (!validator) {
        const webhook = contract.webhooks.find((each) => each.eventType === eventType);
        if (!webhook) throw new ContractError(`${eventType}: the contract has no such event type`);
        validator = createValidator(
          compiler.compiled(webhook.schema),
          knownFields(contract.document, webhook.schema),
        );
        validators.set(eventType, validator);
      }
      return validator(body);
    },
  };
}
