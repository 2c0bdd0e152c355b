import type { Inbox, QuarantineFilter } from '@partner-webhooks/inbox';
import { nothingKept } from '../http/refusal.ts';
import { judgeAgain } from '../judge.ts';
import { type Everything, everyPage } from './every-page.ts';
import { loggedFilter } from './logged-filter.ts';
import type { Answer, Operations } from './operation.ts';
import { filterFromWire, pageOnWire, quarantinedDetailsOnWire, quarantinedOnWire } from './wire.ts';

/** What these operations work with. */
export interface QuarantineOperationsOptions {
  readonly inbox: Inbox;
  readonly now: () => Date;
  /** Called when there is something to handle. */
  readonly onPending: () => void;
}

type Ids =
  | 'listQuarantine'
  | 'getQuarantined'
  | 'replayQuarantined'
  | 'discardQuarantined'
  | 'replayQuarantine'
  | 'discardQuarantine';

/** The operations of the admin API on refused bodies. */
export function quarantineOperations(options: QuarantineOperationsOptions): Operations<Ids> {
  const { inbox, now, onPending } = options;

  const matching = (filter: QuarantineFilter): Everything => everyPage(inbox.quarantined, filter, now());

  /** Judges a refused body by the present contract, and takes it in where it is valid. */
  async function release(id: string, dryRun: boolean): Promise<Answer<'replayQuarantined'> | undefined> {
    const refused = await inbox.quarantinedBody(id);
    if (!refused) return undefined;
    const judged = judgeAgain(refused.path, refused.body);
    if ('reasons' in judged) {
      if (!dryRun) await inbox.refuseAgain(id, judged.reasons);
      return { outcome: 'invalid', reasons: judged.reasons.map((reason) => ({ ...reason })) };
    }
    if (dryRun) return { outcome: 'received', notificationId: id };
    const received = await inbox.release({ id, body: refused.body, receivedAt: now(), ...judged });
    if (!received) return undefined;
    onPending();
    return { outcome: received.duplicate ? 'duplicate' : 'received', notificationId: received.id };
  }

  return {
    async listQuarantine({ query: { order, limit = 50, cursor, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      return pageOnWire(await inbox.quarantined(filterFromWire(filter), page), quarantinedOnWire);
    },

    async getQuarantined({ path: { id } }) {
      const found = await inbox.quarantinedBody(id);
      if (!found) throw nothingKept();
      return quarantinedDetailsOnWire(found);
    },

    async replayQuarantined({ path: { id }, log }) {
      const released = await release(id, false);
      if (!released) throw nothingKept();
      log.info({ action: 'replay quarantined', id, outcome: released.outcome }, 'admin action');
      return released;
    },

    async discardQuarantined({ path: { id }, body: { reason }, log }) {
      const found = await inbox.quarantinedBody(id);
      const done = await inbox.discardQuarantined([id]);
      if (!found || done.length === 0) throw nothingKept();
      log.info({ action: 'discard quarantined', id, reason }, 'admin action');
      return quarantinedOnWire(found);
    },

    async replayQuarantine({ body: { filter, dryRun = false }, log }) {
      const result = { matched: 0, received: 0, duplicates: 0, invalid: 0 };
      for await (const ids of matching(filterFromWire(filter))) {
        for (const id of ids) {
          const released = await release(id, dryRun);
          if (!released) continue;
          result.matched += 1;
          result[COUNTED_AS[released.outcome]] += 1;
        }
      }
      log.info(
        { action: 'replay quarantined', filter: loggedFilter(filter), dryRun, ...result },
        'admin action',
      );
      return result;
    },

    async discardQuarantine({ body: { filter, reason, dryRun = false }, log }) {
      const result = { matched: 0, done: 0 };
      for await (const ids of matching(filterFromWire(filter))) {
        result.matched += ids.length;
        if (!dryRun) result.done += (await inbox.discardQuarantined(ids)).length;
      }
      log.info(
        { action: 'discard quarantined', filter: loggedFilter(filter), reason, dryRun, ...result },
        'admin action',
      );
      return result;
    },
  };
}

const COUNTED_AS = { received: 'received', duplicate: 'duplicates', invalid: 'invalid' } as const;
