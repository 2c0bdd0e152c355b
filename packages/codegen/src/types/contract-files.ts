import { Document, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ApiDocument } from '../contract.ts';
import { json, notice, type OutputFile } from '../output.ts';

/** The contract in one file, for tools that read OpenAPI: as JSON and as YAML. */
export function contractFiles(contract: ApiDocument): OutputFile[] {
  const yaml = new Document(contract.document, { aliasDuplicateObjects: false });
  visit(yaml, { Collection: onOneLine });
  return [
    json(contract, 'openapi.json', contract.document),
    {
      path: 'openapi.yaml',
      content: `# ${notice(contract)}\n\n${yaml.toString({ lineWidth: LINE_CHARS, indentSeq: false })}`,
    },
  ];
}

const LINE_CHARS = 120;

/** `{ type: string, format: uuid }`: what fits on a line needs no line for each member, nor their indentation. */
function onOneLine(_key: unknown, collection: YAMLMap | YAMLSeq): void {
  if (JSON.stringify(collection).length <= LINE_CHARS) collection.flow = true;
}
