import type { Contract } from '../contract.ts';
import { ContractError } from '../schema.ts';
import { invalidSchemas } from './invalid-schemas.ts';
import { knownFields } from './known-fields.ts';
import { createValidator, type KnownFields, type Validation } from './runtime/validation.ts';
import { createSchemaCompiler } from './schema-compiler.ts';

/** Validates bodies of a contract as its generated validators do. */
export interface InMemoryValidators {
  /** @throws ContractError if the contract has no such event type, or if its schema cannot be compiled. */
  validate(eventType: string, body: unknown): Validation<unknown>;
  /**
   * The fields of a payload that the contract has; `null` if nothing can be observed.
   *
   * @throws ContractError as `validate`.
   */
  knownFields(eventType: string): KnownFields | null;
}

/** Compiles the validators of a contract when they are first used, without writing files. For tools, not for receivers. */
export function createInMemoryValidators(contract: Contract): InMemoryValidators {
  const compiler = createSchemaCompiler(contract);
  const validators = new Map<string, CompiledWebhook>();
  const compiled = (eventType: string): CompiledWebhook => {
    const found = validators.get(eventType) ?? compile(eventType);
    validators.set(eventType, found);
    return found;
  };
  return {
    validate: (eventType, body) => compiled(eventType).validate(body),
    knownFields: (eventType) => compiled(eventType).known,
  };

  function compile(eventType: string): CompiledWebhook {
    const webhook = contract.webhooks.find((each) => each.eventType === eventType);
    if (!webhook) throw new ContractError(`${eventType}: the contract has no such event type`);
    try {
      const known = knownFields(contract.document, webhook.schema);
      return { known, validate: createValidator(compiler.compiled(webhook.schema), known) };
    } catch (error) {
      throw error instanceof ContractError ? error : new ContractError(reason(error), { cause: error });
    }
  }

  /** A schema that cannot be compiled is a mistake in the contract. */
  function reason(error: unknown): string {
    const [mistake] = invalidSchemas(contract.document);
    return `${contract.source}: ${mistake ?? (error instanceof Error ? error.message : String(error))}`;
  }
}

interface CompiledWebhook {
  readonly known: KnownFields | null;
  readonly validate: (body: unknown) => Validation<unknown>;
}
