import { type Assessment, assess, CONTRACTS, ReleaseError } from '@partner-webhooks/contract-release';

/**
 * Compares the contract of the webhooks with its last release, as `pnpm drift:release` does.
 *
 * @param root of the repository.
 * @returns `undefined` if they cannot be compared, for example because nothing was released yet.
 */
export async function contractChanges(root: string): Promise<Assessment | undefined> {
  const [contract] = CONTRACTS;
  if (!contract) return undefined;
  return assess(root, contract).catch((error: unknown) => {
    if (error instanceof ReleaseError) return undefined;
    throw error;
  });
}
