import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ReleasedContract } from './contracts.ts';
import { type Difference, redocly } from './differences.ts';

/**
 * The schemas of the last release whose names are gone. `redocly diff` compares schemas where they are used, whatever
 * their names; but the published types have the names of the schemas.
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
      verdicts: [{ ruleId: 'schema-name-removed', message: `No schema has the name \`${name}\` any more.` }],
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
