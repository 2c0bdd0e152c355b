import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, Failure, Outcome } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { type OpenStore, STORES } from './stores.ts';

// Operators replay and discard at any moment, and the process may end at any moment. At most one notification of a subject is
// being handled; if none is, the oldest pending one is unblocked. Otherwise notifications would be handled out of order, or
// a subject would be blocked for ever. In the end all of them are handled.

const SUBJECTS = [1, 2];

type Step =
  | { readonly do: 'receive'; readonly subject: number }
  | { readonly do: 'restart' }
  | { readonly do: 'claim' | 'remove'; readonly limit: number }
  | { readonly do: 'complete'; readonly which: number; readonly outcome: Outcome['state'] }
  | { readonly do: 'interrupt' }
  | { readonly do: 'revoke'; readonly which: number; readonly outcome: Failure['state'] }
  | { readonly do: 'replay' | 'discard'; readonly which: readonly number[] };

const which = fc.nat(20);
const limit = fc.constantFrom(1, 10);
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const step: fc.Arbitrary<Step> = fc.oneof(
  weighted(5, fc.record({ do: fc.constant('receive'), subject: fc.constantFrom(...SUBJECTS) })),
  weighted(4, fc.record({ do: fc.constant('claim'), limit })),
  weighted(1, fc.record({ do: fc.constant('remove'), limit })),
  weighted(1, fc.constant({ do: 'restart' })),
  weighted(1, fc.constant({ do: 'interrupt' })),
  weighted(2, fc.record({ do: fc.constant('revoke'), which, outcome: fc.constantFrom('pending', 'dead') })),
  weighted(
    5,
    fc.record({
      do: fc.constant('complete'),
      which,
      outcome: fc.constantFrom('handled', 'pending', 'dead'),
    }),
  ),
  weighted(
    5,
    fc.record({
      do: fc.constantFrom('replay', 'discard'),
      which: fc.array(which, { minLength: 1, maxLength: 4 }),
    }),
  ),
);

describe.each(STORES)('on %s', (name, open) => {
  it('one notification of a subject is handled at a time, and no subject is blocked for ever', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });
    const property = fc.asyncProperty(steps, (each) => playOut(open, each));
    await fc.assert(property, { numRuns: name === 'SQLite' ? 200 : POSTGRES_RUNS });
  });
});

// Each step is a transaction of a server. Longer: postgres-model.test.ts.
const POSTGRES_RUNS = 4;

async function playOut(open: OpenStore, steps: readonly Step[]): Promise<void> {
  let time = 1_000;
  const clock = { now: () => new Date(time) };
  const { inbox, rows, reopen, close } = await open({ deduplicationWindow: 0, clock });
  const ids: string[] = [];
  const claimed = new Map<string, Claim>();
  const handled: Claim[] = [];
  const chosen = (numbers: readonly number[]) => numbers.map((n) => String(n % Math.max(1, ids.length)));

  for (const each of steps) {
    time += 1;
    if (each.do === 'receive') {
      const id = String(ids.length);
      await inbox.receive(incoming(id, transfer(each.subject, ids.length), new Date(time)));
      ids.push(id);
    }
    if (each.do === 'claim') for (const claim of await inbox.claim(each.limit)) claimed.set(claim.id, claim);
    const claim = [...claimed.values()][each.do === 'complete' ? each.which % Math.max(1, claimed.size) : 0];
    if (each.do === 'complete' && claim) {
      await inbox.complete(claim.id, outcome(each.outcome, time));
      claimed.delete(claim.id);
      if (each.outcome === 'handled') handled.push(claim);
    }
    if (each.do === 'interrupt' && claim) {
      await inbox.interrupt(claim.id);
      claimed.delete(claim.id);
    }
    const done = each.do === 'revoke' ? handled[each.which % Math.max(1, handled.length)] : undefined;
    if (each.do === 'revoke' && done) await inbox.revoke(done, failure(each.outcome, time));
    if (each.do === 'restart') {
      await reopen();
      claimed.clear();
    }
    if (each.do === 'remove') await inbox.removeOld(new Date(time + 1), each.limit);
    if (each.do === 'replay') await inbox.replay(chosen(each.which));
    if (each.do === 'discard') await inbox.discard(chosen(each.which), 'never mind');
    for (const subject of SUBJECTS) expect(await rows.isQueueSound(orderingKeyOf(subject))).toBe(true);
  }

  // Notifications that were being handled at two restarts are handled alone, one after the other.
  time += 60_000;
  for (const id of claimed.keys()) await inbox.complete(id, { state: 'handled' });
  for (let claims = await inbox.claim(10); claims.length > 0; claims = await inbox.claim(10)) {
    for (const { id } of claims) await inbox.complete(id, { state: 'handled' });
  }
  expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0 });

  const statistics = await inbox.statistics();
  for (const [state, count] of await rows.countByState()) expect(count).toBe(statistics[state]);
  await close();
}

function outcome(state: Outcome['state'], time: number): Outcome {
  return state === 'handled' ? { state } : failure(state, time);
}

function failure(state: Failure['state'], time: number): Failure {
  if (state === 'dead') return { state, error: 'no' };
  return { state, error: 'no', dueAt: new Date(time) };
}

function orderingKeyOf(subject: number): string {
  return `TRANSFER_NOTIFICATION:${transfer(subject).payload.transferId}`;
}
