import type { Contract } from '../contract.ts';
import type { Finding } from '../findings.ts';
import { json, type OutputFile } from '../output.ts';
import { validatorOf } from '../validators/in-memory.ts';
import type { Validators } from '../validators/validators.ts';
import { commonJsModules } from './common-js.ts';
import { examplesModules } from './examples-modules.ts';
import { guardsModule } from './guards-module.ts';
import { headersModule } from './headers-module.ts';
import { jsonSchemas } from './json-schemas.ts';
import { lifecyclesModule } from './lifecycles-module.ts';
import { parseModule } from './parse-module.ts';
import type { RequestHeaders } from './request-headers.ts';
import { valuesModules } from './values-modules.ts';

// The files are ES modules, also in the folder of a program that consists of CommonJS.
const MANIFEST = { type: 'module', sideEffects: false };

/**
 * All that a package offers its users besides types and the contract itself: validators and what is built on them, as ES
 * modules and for CommonJS.
 *
 * @param requests what requests have besides their bodies.
 * @param registry the package's main module.
 */
export function packageFiles(
  contract: Contract,
  validators: Validators,
  requests: RequestHeaders,
  registry: readonly OutputFile[],
): { readonly files: readonly OutputFile[]; readonly warnings: readonly Finding[] } {
  const examples = examplesModules(contract, (webhook) => validatorOf(validators.compile(webhook.schema)));
  const lifecycles = lifecyclesModule(contract);
  const headers = headersModule(contract, requests, validators);
  const modules = [
    ...registry,
    ...validators.files,
    ...valuesModules(contract),
    ...guardsModule(contract),
    ...examples.files,
    ...lifecycles.files,
    ...parseModule(contract, requests, validators),
    ...headers.files,
  ];
  const schemas = jsonSchemas(contract);
  return {
    files: [
      json(contract, 'package.json', MANIFEST),
      ...modules,
      ...commonJsModules(modules),
      ...schemas.files,
    ],
    warnings: [...examples.warnings, ...lifecycles.warnings, ...headers.warnings, ...schemas.warnings],
  };
}
