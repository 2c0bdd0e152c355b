import type { StoredBodies } from '@partner-webhooks/inbox';
import { createJudge, type JudgeOptions } from './judge.ts';
import { type Counts, createTally } from './tally.ts';

/** Judges every stored body by two editions of the contract, one after the other. */
export async function measureImpact(
  bodies: StoredBodies,
  options: JudgeOptions,
  { since, onJudged }: { readonly since?: Date | undefined; readonly onJudged: () => void },
): Promise<Counts> {
  const judge = createJudge(options);
  const tally = createTally(options);
  for await (const item of bodies.items(since)) {
    tally.add(item, await judge(item));
    onJudged();
  }
  return tally.counts();
}
