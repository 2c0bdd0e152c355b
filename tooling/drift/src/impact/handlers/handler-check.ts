/** Whether the handlers compile against the types of the contract in the working tree. */
export type HandlerCheck =
  | {
      readonly checked: true;
      /** Handlers that do not compile, each with its first error. */
      readonly failing: readonly FailingHandler[];
      /** Event types that have no handler yet: `pnpm generate` drafts one. */
      readonly missing: readonly string[];
      /** Generated files that do not match the contract. The handlers were compiled against types that do. */
      readonly stale: readonly string[];
    }
  | { readonly checked: false; readonly reason: string };

/** A handler that does not compile. */
export interface FailingHandler {
  /** Relative to the folder of the handlers. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
  /** How many errors the file has. */
  readonly errors: number;
}
