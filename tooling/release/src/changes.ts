import { decideByBodies, type Effort } from './bodies/decide.ts';
import { compareContracts } from './compare/contract.ts';
import type { ContractDifference, Effect } from './compare/difference.ts';
import { idOf, type Place, positionOf } from './contract/place.ts';
import { type Rating, rate } from './rating.ts';

/** A change of a contract since its last release. */
export interface Change extends Rating {
  /** Everything that it touches: event types, or methods and paths. Empty: the contract as a whole. */
  readonly subjects: readonly string[];
  /** The places in them, such as `/status` and `response 400 /message`. */
  readonly places: readonly string[];
  /** What has changed, as the end of a sentence. */
  readonly what: string;
  /** `file:line`. */
  readonly at: string;
  /** A body that one of the contracts accepts and the other rejects, as JSON. */
  readonly counterexample?: string;
  /** What the change does, before it was rated. */
  readonly effect: Effect;
}

/** The changes between two versions of a contract, largest first, and what was only written differently. */
export interface Changes {
  readonly changes: readonly Change[];
  readonly rewritten: readonly Change[];
}

/** Enough for each alternative of each property of a payload; a contract of 18 webhooks takes less than a second. */
const USUAL_EFFORT: Effort = { seed: 1, bodies: 300 };

/**
 * Compares two versions of a contract by meaning and rates every change. A change of a shared part is one change, with
 * everything that it touches.
 *
 * @param version the last release, for the reasons.
 */
export function changesBetween(
  base: Place,
  revision: Place,
  version: string,
  effort: Effort = USUAL_EFFORT,
): Changes {
  const groups = Map.groupBy(compareContracts(base, revision, decideByBodies(effort)), keyOf);
  const all = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [changeOf(first, group, version)] : [];
  });
  const changes = all.filter(({ effect }) => effect !== 'nothing');
  return {
    changes: RATINGS.flatMap(([bump, rating]) =>
      changes.filter((each) => each.bump === bump && each.rating === rating),
    ),
    rewritten: all.filter(({ effect }) => effect === 'nothing'),
  };
}

const RATINGS = [
  ['major', 'breaking'],
  ['minor', 'tolerant readers only'],
  ['minor', 'safe'],
  ['patch', 'safe'],
] as const;

/** Equal for differences that one edit has made. */
function keyOf({ flow, effect, what, base, revision }: ContractDifference): string {
  return [flow, effect, what, base && idOf(base), revision && idOf(revision)].join('\n');
}

function changeOf(first: ContractDifference, group: readonly ContractDifference[], version: string): Change {
  const place = first.revision ?? first.base;
  return {
    ...rate(first.flow, first, version),
    subjects: distinct(group.map(({ subject }) => subject)).filter((subject) => subject !== ''),
    places: distinct(group.map(placeOf)).filter((each) => each !== ''),
    what: first.what,
    effect: first.effect,
    at: place ? positionOf(place) : '',
    ...(first.counterexample !== undefined && { counterexample: first.counterexample }),
  };
}

function placeOf({ flow, part, pointer }: ContractDifference): string {
  const shown = part === '' && flow === 'request' && pointer !== '' ? 'request' : part;
  return [shown, pointer].filter((each) => each !== '').join(' ');
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
