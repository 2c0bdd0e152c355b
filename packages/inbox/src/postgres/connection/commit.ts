import type { PoolClient } from 'pg';
import { InboxUnavailableError } from '../../errors.ts';

/**
 * Commits. If the wait for the synchronous standby is cancelled, the server reports success and a warning: the transaction is
 * committed on the primary only, and a failover loses it (PostgreSQL 18, src/backend/replication/syncrep.c).
 *
 * @throws InboxUnavailableError then: what the transaction received is not acknowledged.
 */
export async function commit(client: PoolClient): Promise<void> {
  let warning: Notice | undefined;
  const onNotice = (notice: Notice) => {
    if (notice.routine === 'SyncRepWaitForLSN') warning = notice;
  };
  client.on('notice', onNotice);
  await client.query('COMMIT').finally(() => client.off('notice', onNotice));
  if (warning)
    throw new InboxUnavailableError(`the commit is not certain: ${warning.message}. ${warning.detail}`);
}

/** Its texts depend on the language of the server. */
interface Notice {
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
  readonly routine?: string | undefined;
}
