import { type Clock, errorMessage, type Inbox } from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { loggedFilter } from './logged-filter.ts';
import type { Operator } from './operators.ts';

/** The dependencies of the audit log. */
export interface AuditOptions {
  readonly inbox: Pick<Inbox, 'audit'>;
  readonly config: Pick<Config, 'AUDIT_RETENTION_DAYS'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Logger;
}

/** Records an action. It never rejects: the action has happened already. */
export type Audit = (action: string, details: Readonly<Record<string, unknown>>) => Promise<void>;

/**
 * Records what operators do: in the inbox as it was requested, and in the log without what senders wrote. A dry run is only
 * logged.
 */
export function createAudit({ inbox, config, clock, log }: AuditOptions) {
  return ({ name }: Operator, requestId: string): Audit =>
    async (action, details) => {
      const { filter } = details;
      const logged = typeof filter === 'object' && filter !== null ? { filter: loggedFilter(filter) } : {};
      log.info({ requestId, action, operator: name, ...details, ...logged }, 'admin action');
      if (details['dryRun'] === true) return;
      const entry = { at: clock.now(), operator: name, action, details };
      await inbox
        .audit(entry, config.AUDIT_RETENTION_DAYS * MS_PER_DAY)
        .catch((error: unknown) =>
          log.error({ requestId, action, err: error }, 'the audit log could not be written'),
        );
    };
}

/**
 * Changes many, and records it with its counts when it ends. If it fails on the way, the entry has the error too: what has been
 * done until then stays.
 *
 * @param counts `change` adds to them while it goes on.
 * @throws what `change` throws.
 */
export async function auditChange(
  audit: Audit,
  action: string,
  details: Readonly<Record<string, unknown>>,
  counts: object,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    await audit(action, { ...details, ...counts, error: errorMessage(error) });
    throw error;
  }
  await audit(action, { ...details, ...counts });
}

const MS_PER_DAY = 86_400_000;
