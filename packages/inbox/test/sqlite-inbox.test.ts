import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { InboxUnavailableError } from '../src/index.ts';
import { incoming } from './notifications.ts';
import { openedInbox } from './opened-inbox.ts';

it('neither replays nor discards a notification whose outcome could not be written yet', async () => {
  const { inbox, file } = await openedInbox();
  await inbox.receive(incoming('a'));
  const [claim] = await inbox.claim(1);
  const blocker = new DatabaseSync(file);
  // The statement of the outcome is run, and its transaction fails.
  blocker.exec(`CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT raise(ROLLBACK, 'full'); END`);
  await expect(inbox.complete('a', { state: 'handled' }, claim)).rejects.toThrow(InboxUnavailableError);
  expect(await inbox.replay(['a'])).toEqual([]);
  expect(await inbox.discard(['a'], 'never mind')).toEqual([]);
  blocker.exec('DROP TRIGGER full');
  blocker.close();
  await inbox.complete('a', { state: 'handled' }, claim);
  expect(await inbox.notification('a')).toMatchObject({ state: 'handled' });
});
