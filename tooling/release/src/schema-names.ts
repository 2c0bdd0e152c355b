import { join } from 'node:path';
import { ContractError, readContract } from '@partner-webhooks/codegen';
import type { Change } from './changes.ts';
import { child, type Place, positionOf } from './contract/place.ts';
import { type ReleasedContract, ReleaseError } from './contracts.ts';

/**
 * The schemas of the last release whose names are gone. Schemas are compared where they are used, whatever their names; but
 * the published types have the names of the schemas.
 *
 * @param base the last release.
 * @throws ReleaseError if types cannot be generated from one of the two.
 */
export async function lostSchemaNames(
  folder: string,
  contract: ReleasedContract,
  base: Place,
): Promise<Change[]> {
  const [released, present] = await Promise.all(
    [contract.baseline, contract.root].map((file) => namesIn(join(folder, file))),
  );
  const names = new Set(present);
  return (released ?? [])
    .filter((name) => !names.has(name))
    .map((name) => ({
      subjects: [],
      places: [`type ${name}`],
      what: 'no schema has this name any more.',
      effect: 'gone',
      rating: 'breaking',
      bump: 'major',
      breaks: ['receivers'],
      why: 'Code that imports the type of this name no longer compiles.',
      at: positionOf(child(base, 'components', 'schemas', name)),
    }));
}

async function namesIn(file: string): Promise<string[]> {
  try {
    const { document } = await readContract(file);
    return Object.keys(document.components?.schemas ?? {});
  } catch (error) {
    if (error instanceof ContractError) throw new ReleaseError(error.message, { cause: error });
    throw error;
  }
}
