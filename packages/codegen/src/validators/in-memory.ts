import type { Contract } from '../contract.ts';
import { locatedError } from '../located-error.ts';
import { ContractError } from '../schema.ts';
import type { Webhook } from '../webhook.ts';
import { identifierOf, type Unit } from './compiler/unit.ts';
import { checkOf } from './formats.ts';
import { invalidSchemas } from './invalid-schemas.ts';
import { type KnownFields, knownFields } from './known-fields.ts';
import { unitsOf } from './module-files.ts';
import * as runtime from './runtime/index.ts';
import type { Validation } from './runtime/validation.ts';
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

type Validator = (body: unknown) => Validation<unknown>;

/** Compiles the validators of a contract when they are first used, without writing files. For tools, not for receivers. */
export function createInMemoryValidators(contract: Contract): InMemoryValidators {
  const compiler = createSchemaCompiler(contract);
  const validatorOfType = oncePerKey((eventType) => validatorOf(compiler.compile(schemaOf(eventType))));
  const fieldsOfType = oncePerKey((eventType) => knownFields(contract.document, schemaOf(eventType)));
  return {
    validate: (eventType, body) => explained(() => validatorOfType(eventType))(body),
    knownFields: (eventType) => explained(() => fieldsOfType(eventType)),
  };

  function schemaOf(eventType: string): Webhook['schema'] {
    const webhook = contract.webhooks.find((each) => each.eventType === eventType);
    if (!webhook) throw new ContractError(`${eventType}: the contract has no such event type`);
    return webhook.schema;
  }

  /** A schema that cannot be compiled is a mistake in the contract. */
  function explained<Result>(compile: () => Result): Result {
    try {
      return compile();
    } catch (error) {
      if (error instanceof ContractError) throw locatedError(error, contract);
      const [mistake] = invalidSchemas(contract.document);
      const reason = mistake ?? (error instanceof Error ? error.message : String(error));
      throw new ContractError(`${contract.source}: ${reason}`, { cause: error });
    }
  }
}

function oncePerKey<Result>(compute: (key: string) => Result): (key: string) => Result {
  const results = new Map<string, Result>();
  return (key) => {
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = compute(key);
    results.set(key, result);
    return result;
  };
}

/** The validator of a payload. Identifiers are unique in a document, so the code of all modules can share a scope. */
export function validatorOf(unit: Unit): Validator {
  const units = [...unitsOf(unit)];
  const formats = new Map(
    units.flatMap((each) =>
      [...each.formats].map(([identifier, name]) => [identifier, checkOf(name)] as const),
    ),
  );
  const code = units.flatMap((each) => each.code).join('\n');
  const create = new Function(
    ...Object.keys(runtime),
    ...formats.keys(),
    `"use strict";\n${code}\nreturn createValidator(${identifierOf('check', unit.name)});`,
  );
  return create(...Object.values(runtime), ...formats.values()) as Validator;
}
