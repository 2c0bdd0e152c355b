import { InboxUnavailableError } from '@partner-webhooks/inbox';

/**
 * Applies an action to a page of ids or, if that fails because one of them is on a damaged page of the file, to each id by
 * itself.
 *
 * @throws InboxUnavailableError if it succeeds for none.
 */
export async function withoutDamaged(
  ids: readonly string[],
  action: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return await action(ids);
  } catch (error) {
    if (!(error instanceof InboxUnavailableError)) throw error;
    const results = await Promise.allSettled(ids.map((id) => action([id])));
    if (results.every(({ status }) => status === 'rejected')) throw error;
    return results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  }
}
