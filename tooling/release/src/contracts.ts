/** A contract that is released. Paths are relative to the root of the repository. */
export interface ReleasedContract {
  /** Its name in redocly's configuration. */
  readonly name: string;
  readonly root: string;
  /** The last release, bundled. */
  readonly baseline: string;
  /** The published package that is generated from it; changesets announce changes to its users. */
  readonly package?: string;
  /** The folder of its handlers. */
  readonly handlers?: string;
}

/** The contracts of this repository. */
export const CONTRACTS: readonly ReleasedContract[] = [
  {
    name: 'partner-webhooks',
    root: 'openapi/openapi.yaml',
    baseline: 'openapi/released/partner-webhooks.yaml',
    package: '@partner-webhooks/types',
    handlers: 'apps/receiver/src/handlers',
  },
  {
    name: 'admin',
    root: 'openapi/admin/openapi.yaml',
    baseline: 'openapi/released/admin.yaml',
  },
];

/** The published packages: those that are generated from the contracts, and the generator. */
export const RELEASED_PACKAGES: readonly string[] = [
  ...CONTRACTS.flatMap((contract) => contract.package ?? []),
  '@partner-webhooks/codegen',
];

/** A comparison is not possible; the message names the file and what to do. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
