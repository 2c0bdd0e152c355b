import type { Contract } from '../contract.ts';
import { type OutputFile, script } from '../output.ts';

/** The module `guards`: a type guard for each payload, which is in the module of its validator. */
export function guardsModule(contract: Contract): OutputFile[] {
  const lines = contract.webhooks.map(
    ({ module, name }) => `export { is as is${name} } from "./validators/${module}.js";`,
  );
  return ['guards.js', 'guards.d.ts'].map((path) => script(contract, path, lines.join('\n')));
}
