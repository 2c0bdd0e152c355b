import type { Write } from './write.ts';

/** What a handler has done to the tables of the handlers: it is committed together with the outcome `handled`, or not at all. */
export interface Effects {
  /** Statements, in the order in which they are carried out. */
  readonly writes: readonly Write[];
}
