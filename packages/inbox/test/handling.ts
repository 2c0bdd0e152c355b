import { expect } from 'vitest';
import type { Inbox, Outcome } from '../src/index.ts';

export const HANDLED: Outcome = { state: 'handled' };
export const DEAD: Outcome = { state: 'dead', error: 'Error: no' };

/** Claims the next notification, which must be this one, and completes it. */
export async function handle(inbox: Inbox, id: string, outcome: Outcome = HANDLED): Promise<void> {
  expect(await claimedIds(inbox, 1)).toEqual([id]);
  await inbox.complete(id, outcome);
}

/** Claims notifications. @returns their ids. */
export async function claimedIds(inbox: Inbox, limit = 9): Promise<string[]> {
  return (await inbox.claim(limit)).map(({ id }) => id);
}
