import { Document, isCollection, isPair, isScalar } from 'yaml';
import type { ApiDocument } from '../contract.ts';
import { json, notice, type OutputFile } from '../output.ts';

/** The contract in one file, for tools that read OpenAPI: as JSON and as YAML. */
export function contractFiles(contract: ApiDocument): OutputFile[] {
  const yaml = new Document(contract.document, { aliasDuplicateObjects: false });
  onOneLine(yaml.contents);
  return [
    json(contract, 'openapi.json', contract.document),
    {
      path: 'openapi.yaml',
      content: `# ${notice(contract)}\n\n${yaml.toString({ lineWidth: LINE_CHARS, indentSeq: false })}`,
    },
  ];
}

const LINE_CHARS = 120;

/**
 * `{ type: string, format: uuid }`: what fits on a line needs no line for each member, nor their indentation.
 *
 * @returns the length as JSON, of which that of what is around follows: to write each collection as JSON takes a third longer.
 */
function onOneLine(node: unknown): number {
  if (!isCollection(node)) return (JSON.stringify(isScalar(node) ? node.value : node) ?? '').length;
  let chars = 1 + Math.max(node.items.length, 1);
  for (const item of node.items) {
    if (isPair(item)) chars += onOneLine(item.key) + 1 + onOneLine(item.value);
    else chars += onOneLine(item);
  }
  if (chars <= LINE_CHARS) node.flow = true;
  return chars;
}
