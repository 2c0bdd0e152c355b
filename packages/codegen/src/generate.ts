import type { ApiDocument, Contract } from './contract.ts';
import type { OutputFile } from './output.ts';

/** The files of one folder that the contract determines wholly. */
export interface Generated {
  readonly files: readonly OutputFile[];
  /** What the contract has that could not be turned into code as it stands. */
  readonly warnings: readonly string[];
}

/**
 * Everything for users of the contract: types, event registry, validators, and the contract itself in one file.
 * Pure: the same contract gives the same bytes.
 *
 * @throws ContractError where a schema cannot be compiled.
 */
export async function generateTypes(contract: Contract): Promise<Generated> {
  // Loaded here because the compilers behind these take longer to load than the receiver's files take to make.
  const [{ typesModule }, { registryModule }, { contractFiles }, { validatorModules }] = await Promise.all([
    import('./types/types.ts'),
    import('./types/registry.ts'),
    import('./types/contract-files.ts'),
    import('./validators/validators.ts'),
  ]);
  // Together, because the validators are bundled in threads of their own.
  const [validators, types] = await Promise.all([validatorModules(contract), typesModule(contract)]);
  return {
    files: [types, ...registryModule(contract), ...contractFiles(contract), ...validators.files],
    warnings: validators.warnings,
  };
}

/**
 * Everything for the receiver of the contract: its definition under `paths` and its table of handlers.
 *
 * @param handlers where the handlers are, as an import from the generated folder: `../handlers`.
 */
export async function generateReceiver(contract: Contract, handlers?: string): Promise<Generated> {
  const { receiverDefinition } = await import('./receiver/definition.ts');
  const { handlerTable } = await import('./receiver/handlers.ts');
  const files = [receiverDefinition(contract)];
  if (handlers !== undefined) files.push(handlerTable(contract, handlers));
  return { files, warnings: [] };
}

/**
 * Everything for users of an API that is described under `paths`: its types, and the API itself in one file.
 * Types follow the rules of {@link generateTypes}.
 */
export async function generateApi(document: ApiDocument): Promise<Generated> {
  const [{ typesModule }, { contractFiles }] = await Promise.all([
    import('./types/types.ts'),
    import('./types/contract-files.ts'),
  ]);
  return { files: [await typesModule(document), ...contractFiles(document)], warnings: [] };
}
