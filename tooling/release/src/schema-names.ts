import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ReleasedContract } from './contracts.ts';
import { type Difference, redocly } from './differences.ts';

/**
 * The schemas that the last release had by a name that is gone. `redocly diff` compares schemas where they are used,
 * whatever they are called; but the published types are called like them.
 */
export async function lostSchemaNames(folder: string, contract: ReleasedContract): Promise<Difference[]> {
  const released = readFileSync(join(folder, contract.baseline), 'utf8');
  const names = new Set(schemaNames(await redocly(folder, ['bundle', contract.name])));
  const lines = released.split('\n');
  return schemaNames(released)
    .filter((name) => !names.has(name))
    .map((name) => ({
      path: `#/components/schemas/${name}`,
      typeName: 'Schema',
      kind: 'removed',
      impact: 'major',
      verdicts: [{ ruleId: 'schema-name-removed', message: `No schema is called \`${name}\` any more.` }],
      base: {
        file: contract.baseline,
        line: lines.findIndex((line) => line.trim() === `${name}:`) + 1,
        pointer: `#/components/schemas/${name}`,
      },
    }));
}

function schemaNames(text: string): string[] {
  return Object.keys(parse(text)?.components?.schemas ?? {});
}
