/** A contract that is released. Paths are relative to the root of the repository. */
export interface ReleasedContract {
  /** Its name in redocly's configuration. */
  readonly name: string;
  readonly root: string;
  /** The last release, bundled. */
  readonly baseline: string;
  /** Whether the platform sends it to receivers (`webhooks`), or clients send it to a server (`api`). */
  readonly direction: 'webhooks' | 'api';
  /** The published package that is generated from it; changesets announce changes to its users. */
  readonly package?: string;
}

/** The contracts of this repository. */
export const CONTRACTS: readonly ReleasedContract[] = [
  {
    name: 'partner-webhooks',
    root: 'openapi/openapi.yaml',
    baseline: 'openapi/released/partner-webhooks.yaml',
    direction: 'webhooks',
    package: '@partner-webhooks/types',
  },
  {
    name: 'admin',
    root: 'openapi/admin/openapi.yaml',
    baseline: 'openapi/released/admin.yaml',
    direction: 'api',
  },
];

/** A comparison is not possible; the message names the file and what to do. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
