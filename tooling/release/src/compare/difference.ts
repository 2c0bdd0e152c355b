import type { Place } from '../contract/place.ts';

/**
 * What a difference does. A writer sends values of a schema, and a reader accepts and uses them.
 *
 * - `wider`: a value is allowed that was not.
 * - `narrower`: a value was allowed that is not any more.
 * - `other`: both.
 * - `more`: a writer sends what a reader of the last release does not know and accepts.
 * - `gone`: a writer no longer sends what a reader of the last release uses.
 * - `meaning`: the same values mean something else.
 * - `same`: no value is allowed or forbidden by it, but programs differ.
 * - `words`: it is for people only.
 * - `nothing`: it is written differently, and bodies have shown no difference.
 */
export type Effect =
  | 'wider'
  | 'narrower'
  | 'other'
  | 'more'
  | 'gone'
  | 'meaning'
  | 'same'
  | 'words'
  | 'nothing';

/** A difference between two schemas, and what it does. */
export interface Difference {
  readonly effect: Effect;
  /** JSON Pointer into the values of the schema; `*` stands for any item or any other property. */
  readonly pointer: string;
  /** What has changed there, as the end of a sentence. */
  readonly what: string;
  /** Of `wider`, `other` and `gone`: which values are allowed now, such as "without it". */
  readonly admits?: string;
  /** Of `narrower` and `other`: which values are not allowed any more. */
  readonly rejects?: string;
  /** The reason of the rating, as a sentence, if the effect alone does not give it. */
  readonly why?: string;
  /** A body that one contract accepts and the other rejects, as JSON text. */
  readonly counterexample?: string;
  /** Whether the schemas alone do not show what it does: bodies decide, and `effect` is assumed if they cannot. */
  readonly isUndecided?: true;
  readonly base?: Place;
  readonly revision?: Place;
}

/**
 * What values are for.
 *
 * - `notification`: the platform writes requests, receivers read them.
 * - `reply`: receivers write responses to notifications, the platform reads them.
 * - `request` and `response`: of an API that receivers serve and clients call.
 */
export type Flow = 'notification' | 'reply' | 'request' | 'response';

/** A difference of a contract. */
export interface ContractDifference extends Difference {
  readonly flow: Flow;
  /** The event type, or method and path of an operation; `''` for the whole contract. */
  readonly subject: string;
  /** The part of it, such as `response 400`; `''` for the body of a notification. */
  readonly part: string;
}

/** Values for a message: the first ones, in code style. */
export function listed(values: Iterable<unknown>): string {
  const all = [...values].map(
    (value) => `\`${shortened(typeof value === 'string' ? value : JSON.stringify(value))}\``,
  );
  if (all.length <= MAX_SHOWN) return all.join(', ');
  return `${all.slice(0, MAX_SHOWN).join(', ')} and ${all.length - MAX_SHOWN} more`;
}

/** A text for a message, in one line. */
export function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length <= MAX_CHARS ? line : `${line.slice(0, MAX_CHARS)}…`;
}

const MAX_SHOWN = 6;
const MAX_CHARS = 80;
