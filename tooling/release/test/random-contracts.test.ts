import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../src/bodies/random.ts';
import { Sampler } from '../src/bodies/sample.ts';
import { type Validate, validatorOf } from '../src/bodies/validator.ts';
import { type Change, changesBetween } from '../src/changes.ts';
import { child, type Place } from '../src/contract/place.ts';
import { sourceOf } from '../src/contract/source.ts';
import { ShapeReader } from '../src/meaning/normalise.ts';
import { bodiesAround, type Payload, pairsOfPayloads } from './random-contracts.ts';

const PAIRS = Number(process.env['RELEASE_PAIRS'] ?? 25);
const SEED = Number(process.env['RELEASE_SEED'] ?? 1);

it(`the ratings of ${PAIRS} random pairs agree with the verdicts on bodies (seed ${SEED})`, () => {
  fc.assert(
    fc.property(pairsOfPayloads(), ([base, revision]) => {
      const [from, to] = [contractOf('base', base), contractOf('revision', revision)];
      const { changes } = changesBetween(from, to, '1.0.0', { seed: 1, bodies: 60 });
      const verdicts = verdictsOf(from, to, FEW_SEEDS);
      const shown = JSON.stringify({ base, revision, changes, verdicts });

      // A side that keeps to the last release, and gets or sends a body of the other side.
      expect(breaks(changes, 'receivers') || verdicts.newIsRejected === undefined, shown).toBe(true);
      expect(breaks(changes, 'platform') || verdicts.oldIsRejected === undefined, shown).toBe(true);
      expect(changes.length > 0 || verdicts.newIsObserved === undefined, shown).toBe(true);

      // Nothing is called breaking that rejects no body, unless a property that handlers use is gone. A contract that allows
      // no body says nothing about its parts.
      const claims = claimsOf(changes);
      const isConfirmed = (bodies: Verdicts): boolean => claims.every((claim) => claim(bodies));
      if (verdicts.isPossible && !isConfirmed(verdicts))
        expect(isConfirmed(verdictsOf(from, to, MANY_SEEDS)), shown).toBe(true);
    }),
    { numRuns: PAIRS, seed: SEED },
  );
});

// Bodies that are changed in every place. More are tried only if these show too little.
const FEW_SEEDS = 4;
const MANY_SEEDS = 60;

type Verdicts = ReturnType<typeof verdictsOf>;

/** What has to be true of the verdicts, by the effects that changes claim to have. */
function claimsOf(changes: readonly Change[]): ((verdicts: Verdicts) => boolean)[] {
  const decided = changes.filter(({ what }) => !what.includes('bodies cannot decide'));
  const claims: Partial<Record<Change['effect'], (verdicts: Verdicts) => boolean>> = {
    wider: ({ moreIsAccepted }) => moreIsAccepted !== undefined,
    narrower: ({ lessIsAccepted }) => lessIsAccepted !== undefined,
    other: ({ moreIsAccepted, lessIsAccepted }) =>
      moreIsAccepted !== undefined || lessIsAccepted !== undefined,
  };
  return decided.flatMap(({ effect }) => claims[effect] ?? []);
}

function contractOf(name: string, { payload, shared }: Payload) {
  return sourceOf(name, {
    openapi: '3.1.0',
    info: { title: 'Random', version: '1.0.0' },
    webhooks: {
      RANDOM: {
        post: { requestBody: { required: true, content: { 'application/json': { schema: payload } } } },
      },
    },
    components: { schemas: { Shared: shared } },
  });
}

/** A body of each kind, if there is one. */
function verdictsOf(base: Place, revision: Place, seedsOfEach: number) {
  const schemas = [base, revision].map((document) => child(document, ...PAYLOAD));
  const [old, present] = schemas.map((schema) => validatorOf([schema]));
  if (!old || !present) throw new Error('a schema cannot be compiled');
  const accepted = [old, present].map((validate, index) => {
    const sampler = new Sampler(new ShapeReader(), createRandom(2));
    const bodies = Array.from({ length: seedsOfEach * 10 }, () =>
      sampler.sample(schemas.slice(index, index + 1)),
    );
    return bodies.filter((body) => validate(body).valid).slice(0, seedsOfEach);
  });
  const verdicts = bodiesAround(accepted.flat()).map((body) => ({
    body,
    before: old(body),
    now: present(body),
  }));
  const isDescribed = (verdict: ReturnType<Validate>) => verdict.valid && verdict.observations.length === 0;
  return {
    isPossible: accepted.every(({ length }) => length > 0),
    newIsRejected: verdicts.find(({ before, now }) => isDescribed(now) && !before.valid)?.body,
    oldIsRejected: verdicts.find(({ before, now }) => isDescribed(before) && !now.valid)?.body,
    newIsObserved: verdicts.find(
      ({ before, now }) => isDescribed(now) && before.valid && !isDescribed(before),
    )?.body,
    moreIsAccepted: verdicts.find(({ before, now }) => now.valid && !before.valid)?.body,
    lessIsAccepted: verdicts.find(({ before, now }) => before.valid && !now.valid)?.body,
  };
}

const PAYLOAD = ['webhooks', 'RANDOM', 'post', 'requestBody', 'content', 'application/json', 'schema'];

function breaks(changes: readonly Change[], party: 'receivers' | 'platform'): boolean {
  return changes.some((change) => change.breaks.includes(party));
}
