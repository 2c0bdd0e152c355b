/** A transaction of the inbox that has been committed. */
export interface Commit {
  /** How many notifications it received, duplicates included. */
  readonly received: number;
  /** From its beginning until it was on disk. */
  readonly milliseconds: number;
}
