/** A contract that is released, and where its parts are, from the root of the repository. */
export interface ReleasedContract {
  /** Its name in the configuration of redocly. */
  readonly name: string;
  readonly root: string;
  /** The last release, in one file. */
  readonly baseline: string;
  /** Who sends what is described: the platform to receivers, or clients to a server. */
  readonly direction: 'webhooks' | 'api';
  /** The published package that is generated from it, whose users are told of changes. */
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

/** What stops a comparison from being made; the message names the file and what to do. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}
