import type { Change } from './change.ts';

/** One way to break a rule. */
export interface Violation {
  /** The fault, as a sentence. */
  readonly fault: string;
  /** What is to be changed in the sound document to have that fault. */
  readonly change: Change;
  /** Beginning of the expected message: what was found. */
  readonly message: string;
  /** Where the problem is to be reported. */
  readonly at: string;
}
