import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Claim, Failure, Outcome, State } from '../src/index.ts';
import { incoming, transfer } from './notifications.ts';
import { sameThreadInbox } from './same-thread.ts';

// People intervene at any moment, and the process may end at any moment. Whatever they do, of one subject one notification
// at most is being handled; and whenever some wait and none is handled, it is the turn of the first one: otherwise they
// would be handled out of order, or the subject would stand still for ever. In the end all of them have had it.

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

it('of one subject one is handled at a time, and it never stands still, whoever intervenes', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' });
  await fc.assert(fc.asyncProperty(steps, playOut), { numRuns: 200 });
});

async function playOut(steps: readonly Step[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'one-at-a-time-'));
  const file = join(folder, 'inbox.db');
  let time = 1_000;
  const options = { file, deduplicationWindow: 0, quarantineCapacity: 1 };
  const open = () => sameThreadInbox(options, { now: () => new Date(time) });
  let inbox = open();
  const database = new DatabaseSync(file, { readOnly: true });
  const look = database.prepare(LOOK);
  const ids: string[] = [];
  const given = new Map<string, Claim>();
  const handled: Claim[] = [];
  const chosen = (numbers: readonly number[]) => numbers.map((n) => String(n % Math.max(1, ids.length)));

  for (const each of steps) {
    time += 1;
    if (each.do === 'receive') {
      const id = String(ids.length);
      await inbox.receive(incoming(id, transfer(each.subject, ids.length), new Date(time)));
      ids.push(id);
    }
    if (each.do === 'claim') for (const claim of await inbox.claim(each.limit)) given.set(claim.id, claim);
    const claim = [...given.values()][each.do === 'complete' ? each.which % Math.max(1, given.size) : 0];
    if (each.do === 'complete' && claim) {
      await inbox.complete(claim.id, outcome(each.outcome, time));
      given.delete(claim.id);
      if (each.outcome === 'handled') handled.push(claim);
    }
    if (each.do === 'interrupt' && claim) {
      await inbox.interrupt(claim.id);
      given.delete(claim.id);
    }
    const done = each.do === 'revoke' ? handled[each.which % Math.max(1, handled.length)] : undefined;
    if (each.do === 'revoke' && done) await inbox.revoke(done, failure(each.outcome, time));
    if (each.do === 'restart') {
      await inbox.close();
      inbox = open();
      given.clear();
    }
    if (each.do === 'remove') await inbox.removeOld(new Date(time + 1), each.limit);
    if (each.do === 'replay') await inbox.replay(chosen(each.which));
    if (each.do === 'discard') await inbox.discard(chosen(each.which), 'never mind');
    for (const subject of SUBJECTS) expect(look.get(orderingKeyOf(subject))).toMatchObject({ sound: 1 });
  }

  // Those that were being handled at two restarts come one after the other.
  time += 60_000;
  for (const id of given.keys()) await inbox.complete(id, { state: 'handled' });
  for (let claims = await inbox.claim(10); claims.length > 0; claims = await inbox.claim(10)) {
    for (const { id } of claims) await inbox.complete(id, { state: 'handled' });
  }
  expect(await inbox.statistics()).toMatchObject({ pending: 0, handling: 0 });

  const counted = database.prepare('SELECT state, count(*) AS n FROM notification GROUP BY state').all();
  const statistics = await inbox.statistics();
  for (const { state, n } of counted) {
    expect(n).toBe(Number(statistics[state as State]));
  }
  database.close();
  await inbox.close();
  rmSync(folder, { recursive: true });
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

// What is on its way about a subject, and how many of those that wait have their turn; `sound` says whether that may be.
const LOOK = `
  WITH queue AS (
    SELECT
      count(*) FILTER (WHERE state = 'handling') AS handling,
      count(*) FILTER (WHERE state = 'pending' AND blocked = 0) AS heads,
      min(seq) FILTER (WHERE state = 'pending' AND blocked = 0) AS head,
      min(seq) FILTER (WHERE state = 'pending' AND queued = 1) AS first,
      max(seq) FILTER (WHERE queued = 1) AS last,
      min(seq) FILTER (WHERE state = 'pending' AND queued = 0) AS next
    FROM notification WHERE ordering_key = ?)
  SELECT *, handling + heads <= 1 AND (handling = 1 OR head IS first) AND coalesce(last < next, 1) AS sound
  FROM queue`;
