import {
  type Contract,
  createInMemoryValidators,
  type KnownFields,
  readContract,
  type Validation,
} from '@partner-webhooks/codegen';
import { propertyNames } from '@partner-webhooks/request';
import { createPathReader } from '@partner-webhooks/types/request';

/** The contract as it was or is at one time: in the working tree, at its last release, or in a commit. */
export interface Edition {
  /** For reports: `the working tree`, `the release 1.1.0`, `the commit 1a2b3c4`. */
  readonly name: string;
  readonly contract: Contract;
  readonly has: (eventType: string) => boolean;
  readonly eventTypeOfPath: (path: string) => string | undefined;
  /** Of all properties: names that no sender chose. */
  readonly propertyNames: ReadonlySet<string>;
  /** Validates a body as the generated validators do. The event type must be one of the contract. */
  readonly validate: (eventType: string, body: unknown) => Validation<unknown>;
  readonly knownFields: (eventType: string) => KnownFields | null;
}

/**
 * Reads a contract and compiles all of its validators, so that no body finds a mistake in it later.
 *
 * @param file its root document.
 * @param name for reports; a function gets the version of the contract.
 * @throws ContractError if it cannot be read or compiled.
 */
export async function openEdition(
  file: string,
  name: string | ((version: string) => string),
): Promise<Edition> {
  // The command is in the first line of the generated files, with which it is compared.
  const contract = await readContract(file, { command: 'pnpm generate' });
  const validators = createInMemoryValidators(contract);
  const eventTypes = new Set(contract.webhooks.map(({ eventType }) => eventType));
  for (const eventType of eventTypes) validators.validate(eventType, null);
  return {
    name: typeof name === 'string' ? name : name(String(contract.document.info?.version)),
    contract,
    has: (eventType) => eventTypes.has(eventType),
    eventTypeOfPath: createPathReader(contract.webhooks.map(({ path, eventType }) => [path, eventType])),
    propertyNames: propertyNames(contract.document.components?.schemas),
    validate: validators.validate,
    knownFields: validators.knownFields,
  };
}
