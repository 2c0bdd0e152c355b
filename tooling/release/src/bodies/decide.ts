import { parsePointer } from '@partner-webhooks/types/json-pointer';
import type { Difference, Effect } from '../compare/difference.ts';
import { ShapeReader } from '../meaning/normalise.ts';
import { canonicalText, type Schemas } from '../meaning/shape.ts';
import { mutated } from './mutate.ts';
import { createRandom } from './random.ts';
import { Sampler } from './sample.ts';
import { shrunk } from './shrink.ts';
import { type Validate, validatorOf } from './validator.ts';

/** Decides by bodies what differences do that the schemas alone do not show, and finds those that nothing shows. */
export type BodyDecision = (
  base: Schemas,
  revision: Schemas,
  differences: readonly Difference[],
) => readonly Difference[];

/** How many bodies are generated, and from which seed. */
export interface Effort {
  readonly seed: number;
  /** Bodies of each contract; as many are made of them by a change. */
  readonly bodies: number;
}

/** Decides by generated bodies that the validators of both contracts validate. */
export function decideByBodies({ seed, bodies }: Effort): BodyDecision {
  return (base, revision, differences) => {
    const validators = { base: validatorOf(base), revision: validatorOf(revision) };
    if (!validators.base || !validators.revision)
      return differences.map((each) =>
        each.isUndecided ? unknown(each, 'its validator cannot be compiled') : each,
      );
    // Without anything to decide, fewer bodies check the comparison itself.
    const count = differences.some(({ isUndecided }) => isUndecided) ? bodies : Math.ceil(bodies / 6);
    const trial = tried(
      [...generated(base, seed, count), ...generated(revision, seed + 1, count)],
      validators.base,
      validators.revision,
    );
    const decided = differences.map((each) => (each.isUndecided ? decide(each, trial, differences) : each));
    return [...decided, ...unexplained(trial, decided)];
  };
}

type Direction = 'wider' | 'narrower';

/** A body that one contract accepts and the other rejects, and where it does. */
interface Counterexample {
  readonly direction: Direction;
  readonly pointers: readonly string[];
  /** The smallest one of its kind, as JSON. */
  readonly text: () => string;
}

interface Trial {
  readonly counterexamples: readonly Counterexample[];
  /** Bodies as the contracts describe them, of either. */
  readonly base: readonly unknown[];
  readonly revision: readonly unknown[];
  readonly count: number;
}

function generated(schemas: Schemas, seed: number, count: number): unknown[] {
  const random = createRandom(seed);
  const sampler = new Sampler(new ShapeReader(), random);
  const found: unknown[] = [];
  for (let tries = 0; tries < count; tries += 1) {
    const body = sampler.sample(schemas);
    if (body !== undefined) found.push(body, mutated(body, random));
  }
  return found;
}

function tried(bodies: readonly unknown[], base: Validate, revision: Validate): Trial {
  const counterexamples: Counterexample[] = [];
  const accepted: { base: unknown[]; revision: unknown[] } = { base: [], revision: [] };
  for (const body of bodies) {
    const [before, now] = [base(body), revision(body)];
    if (isDescribed(before)) accepted.base.push(body);
    if (isDescribed(now)) accepted.revision.push(body);
    if (isDescribed(before) && !now.valid)
      counterexamples.push(counterexample('narrower', body, base, revision));
    if (isDescribed(now) && !before.valid)
      counterexamples.push(counterexample('wider', body, revision, base));
  }
  return { counterexamples, ...accepted, count: bodies.length };
}

/** Whether a contract describes all that is in a body: a writer of the contract may send it. */
function isDescribed(verdict: ReturnType<Validate>): boolean {
  return verdict.valid && verdict.observations.length === 0;
}

function counterexample(
  direction: Direction,
  body: unknown,
  writer: Validate,
  reader: Validate,
): Counterexample {
  const pointers = pointersOf(reader(body));
  const isAlike = (other: unknown): boolean =>
    isDescribed(writer(other)) && pointersOf(reader(other)).some((pointer) => pointers.includes(pointer));
  return { direction, pointers, text: () => shortened(JSON.stringify(shrunk(body, isAlike))) };
}

function pointersOf(verdict: ReturnType<Validate>): string[] {
  return verdict.valid ? [] : verdict.violations.map(({ pointer }) => pointer);
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

const MAX_TEXT = 300;

function decide(difference: Difference, trial: Trial, all: readonly Difference[]): Difference {
  const certain = all.filter(({ isUndecided }) => !isUndecided);
  const found = (direction: Direction) =>
    trial.counterexamples.find(
      (each) =>
        each.direction === direction &&
        (difference.effect === direction || difference.effect === 'other') &&
        isAt(each, difference) &&
        !certain.some((other) => does(other, direction) && isAt(each, other)),
    );
  const [wider, narrower] = [found('wider'), found('narrower')];
  const shown = wider ?? narrower;
  if (shown) {
    const effect: Effect = wider && narrower ? 'other' : wider ? 'wider' : 'narrower';
    const { isUndecided: _, ...rest } = difference;
    return { admits: LIKE, rejects: LIKE, ...rest, effect, counterexample: shown.text() };
  }
  const before = valuesAt(trial.base, difference.pointer);
  const now = valuesAt(trial.revision, difference.pointer);
  if (Math.min(before.length, now.length) < ENOUGH)
    return unknown(difference, `only ${before.length} and ${now.length} values for it could be generated`);
  const { isUndecided: _, ...rest } = difference;
  return {
    ...rest,
    effect: 'nothing',
    why: `${trial.count} bodies, with ${distinct(before)} and ${distinct(now)} different values for it, show no difference.`,
  };
}

const LIKE = 'such as the one below';
// Fewer say too little about a pattern or a condition.
const ENOUGH = 20;

function unknown(difference: Difference, reason: string): Difference {
  const { isUndecided: _, ...rest } = difference;
  return { ...rest, what: `${rest.what.replace(/\.$/, '')}; bodies cannot decide what it does: ${reason}.` };
}

/** What bodies show and no difference explains: one difference for each direction. */
function unexplained({ counterexamples }: Trial, differences: readonly Difference[]): Difference[] {
  return (['wider', 'narrower'] as const).flatMap((direction): Difference[] => {
    const found = counterexamples.find(
      (each) =>
        each.direction === direction &&
        !differences.some((other) => does(other, direction) && isAt(each, other)),
    );
    if (!found) return [];
    const what =
      direction === 'wider'
        ? 'bodies are accepted that were rejected.'
        : 'bodies are rejected that were accepted.';
    return [
      {
        effect: direction,
        pointer: found.pointers[0] ?? '',
        what,
        admits: LIKE,
        rejects: LIKE,
        counterexample: found.text(),
      },
    ];
  });
}

function does({ effect, admits }: Difference, direction: Direction): boolean {
  return (
    effect === direction ||
    effect === 'other' ||
    (effect === 'gone' && direction === 'wider' && admits !== undefined)
  );
}

/** Whether a body is rejected where a difference is, around it or inside it. */
function isAt({ pointers }: Counterexample, { pointer }: Difference): boolean {
  const pattern = parsePointer(pointer);
  return pointers.some((each) => {
    const tokens = parsePointer(each);
    const length = Math.min(tokens.length, pattern.length);
    return pattern.slice(0, length).every((token, index) => token === '*' || token === tokens[index]);
  });
}

/** The values of bodies at a pointer in which `*` stands for any member. */
function valuesAt(bodies: readonly unknown[], pointer: string): unknown[] {
  const tokens = parsePointer(pointer);
  return bodies.flatMap((body) => select(body, tokens));
}

function distinct(values: readonly unknown[]): number {
  return new Set(values.map(canonicalText)).size;
}

function select(value: unknown, [token, ...rest]: readonly string[]): unknown[] {
  if (token === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const members = token === '*' ? Object.values(value) : [(value as Record<string, unknown>)[token]];
  return members.filter((member) => member !== undefined).flatMap((member) => select(member, rest));
}
