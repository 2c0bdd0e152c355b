import type { ApiDocument, Contract } from './contract.ts';
import { Findings, formatFindings } from './findings.ts';
import { locatedError } from './located-error.ts';
import type { OutputFile } from './output.ts';
import { ContractError } from './schema.ts';
import { warnOfFormats } from './unchecked-formats.ts';

/** The files of one folder that the contract fully determines. */
export interface Generated {
  readonly files: readonly OutputFile[];
  /** What of the contract is not generated, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Generates everything for users of the contract: types, event registry, validators, and the contract in one file.
 * Pure: the same contract gives the same bytes.
 *
 * @throws ContractError if a schema is invalid.
 */
export async function generateTypes(contract: Contract): Promise<Generated> {
  try {
    return await typesOf(contract);
  } catch (error) {
    throw await explained(error, contract);
  }
}

async function typesOf(contract: Contract): Promise<Generated> {
  // Loaded here because loading the compilers takes longer than generating the receiver's files.
  const [
    { typesModule },
    { INDEX_TYPES },
    { registryModule },
    { contractFiles },
    { validatorModules },
    { packageFiles },
    { requestHeaders },
  ] = await Promise.all([
    import('./types/types.ts'),
    import('./types/aliases.ts'),
    import('./types/registry.ts'),
    import('./types/contract-files.ts'),
    import('./validators/validators.ts'),
    import('./package/package-files.ts'),
    import('./package/request-headers.ts'),
  ]);
  const requests = requestHeaders(contract);
  const headerSchemas = requests.headers.flatMap(([, rules]) => rules.map(({ schema }) => schema));
  // Concurrently, because the bundler runs in other threads.
  const [validators, types] = await Promise.all([
    validatorModules(requests.contract, [...new Set(headerSchemas)]),
    Promise.resolve().then(() => typesModule(contract, INDEX_TYPES)),
  ]);
  const { files, warnings } = packageFiles(contract, validators, requests, registryModule(contract));
  return {
    files: [types.file, ...contractFiles(contract), ...files],
    warnings: formatFindings(
      [...types.warnings, ...warnOfFormats(contract, validators.uncheckedFormats), ...warnings],
      contract,
    ),
  };
}

/** A failure on a schema that is invalid is not a bug of the generator but a mistake in the contract. */
async function explained(error: unknown, contract: Contract): Promise<unknown> {
  const { source, document } = contract;
  if (error instanceof ContractError) return locatedError(error, contract);
  const { invalidSchemas } = await import('./validators/invalid-schemas.ts');
  const mistakes = invalidSchemas(document).map((mistake) => `${source}: ${mistake}`);
  return mistakes.length > 0 ? new ContractError(mistakes.join('\n'), { cause: error }) : error;
}

/**
 * Generates everything for the receiver of the contract: its definition under `paths`, the rules for requests and its table
 * of handlers.
 *
 * @param handlers the folder of the handlers, relative to the generated folder: `../handlers`.
 * @throws ContractError if the contract wants what a receiver cannot do; one line for each, with file, line and webhook.
 */
export async function generateReceiver(contract: Contract, handlers?: string): Promise<Generated> {
  const { receiverDefinition } = await import('./receiver/definition.ts');
  const { handlerTable } = await import('./receiver/handlers.ts');
  const { receiverRules } = await import('./receiver/request-rules.ts');
  const { requestsModule } = await import('./receiver/requests-module.ts');
  const findings = new Findings();
  const rules = receiverRules(contract, findings);
  if (findings.faults.length > 0)
    throw new ContractError(formatFindings(findings.faults, contract).join('\n'));
  const files = [receiverDefinition(contract), requestsModule(contract, rules)];
  if (handlers !== undefined) files.push(handlerTable(contract, handlers));
  return { files, warnings: formatFindings(findings.warnings, contract) };
}

/**
 * Generates everything for users of an API that is described under `paths`: its types, and the API in one file. Types
 * follow the rules of {@link generateTypes}.
 */
export async function generateApi(document: ApiDocument): Promise<Generated> {
  const [{ typesModule }, { contractFiles }] = await Promise.all([
    import('./types/types.ts'),
    import('./types/contract-files.ts'),
  ]);
  const { file, warnings } = typesModule(document);
  return { files: [file, ...contractFiles(document)], warnings: formatFindings(warnings, document) };
}
