import { valueAt } from '@partner-webhooks/types/json-pointer';
import { type Change, changesBetween } from './changes.ts';
import type { Place } from './contract/place.ts';
import { readSource } from './contract/source.ts';
import { type ReleasedContract, ReleaseError } from './contracts.ts';
import { lostSchemaNames } from './schema-names.ts';
import { type Bump, largest } from './version.ts';

/** The changes of a contract since its last release. */
export interface Assessment {
  readonly contract: ReleasedContract;
  readonly releasedVersion: string;
  readonly version: string;
  /** Largest first. */
  readonly changes: readonly Change[];
  /** What is written differently, and means the same to all generated bodies. */
  readonly rewritten: readonly Change[];
  /** The bump that the changes require. */
  readonly requiredBump: Bump;
}

/**
 * Compares a contract with its last release and rates every change.
 *
 * @param folder the root of the repository.
 * @throws ReleaseError if one of the two cannot be read.
 */
export async function assess(folder: string, contract: ReleasedContract): Promise<Assessment> {
  const [base, revision] = await Promise.all([
    readSource(folder, contract.baseline),
    readSource(folder, contract.root),
  ]);
  const [releasedVersion, version] = [versionOf(base), versionOf(revision)];
  const { changes, rewritten } = changesBetween(base, revision, releasedVersion);
  const lostNames = contract.package === undefined ? [] : await lostSchemaNames(folder, contract, base);
  const all = [...lostNames, ...changes];
  return {
    contract,
    releasedVersion,
    version,
    changes: all,
    rewritten,
    requiredBump: largest(all.map(({ bump }) => bump)),
  };
}

function versionOf({ file, value }: Place): string {
  const openapi: unknown = valueAt(value, ['openapi']);
  if (typeof openapi !== 'string' || !/^3\.[1-9]/.test(openapi))
    throw new ReleaseError(`${file.name}: expected OpenAPI 3.1 or later, found \`openapi: ${openapi}\``);
  const version: unknown = valueAt(value, ['info', 'version']);
  if (typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new ReleaseError(
    `${file.name}:${file.lineOf(['info', 'version'])}: expected \`info.version\` of the form 1.2.3, found \`${version}\``,
  );
}
