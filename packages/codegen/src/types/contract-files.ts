import { stringify } from 'yaml';
import type { ApiDocument } from '../contract.ts';
import { json, notice, type OutputFile } from '../output.ts';

/** The contract in one file, for tools that read OpenAPI: as JSON and as YAML. */
export function contractFiles(contract: ApiDocument): OutputFile[] {
  const yaml = stringify(contract.document, { aliasDuplicateObjects: false, lineWidth: 120 });
  return [
    json(contract, 'openapi.json', contract.document),
    { path: 'openapi.yaml', content: `# ${notice(contract)}\n\n${yaml}` },
  ];
}
