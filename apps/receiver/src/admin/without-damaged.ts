import { type Inbox, InboxUnavailableError } from '@partner-webhooks/inbox';

/**
 * Applies an action to a page of ids or, if that fails because one of them is on a damaged page of the file, to each id by
 * itself.
 *
 * @throws InboxUnavailableError if the inbox cannot be used at all.
 */
export async function withoutDamaged(
  inbox: Pick<Inbox, 'check'>,
  ids: readonly string[],
  action: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await action(ids);
  } catch (error) {
    if (!(error instanceof InboxUnavailableError)) throw error;
    const done: string[] = [];
    for (const id of ids) done.push(...((await unlessDamaged(inbox, () => action([id]))) ?? []));
    return done;
  }
}

/**
 * Runs an action on one notification or rejected body.
 *
 * @returns `undefined` if it is on a damaged page: the action has failed twice, and the inbox can be used between.
 * @throws InboxUnavailableError if the inbox cannot be used at all.
 */
export async function unlessDamaged<Result>(
  inbox: Pick<Inbox, 'check'>,
  action: () => Promise<Result>,
): Promise<Result | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof InboxUnavailableError)) throw error;
      await inbox.check();
    }
  }
  return undefined;
}

// A server may have been unavailable for the first one.
const ATTEMPTS = 2;
