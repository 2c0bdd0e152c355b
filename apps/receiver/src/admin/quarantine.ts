import type { Inbox, QuarantineDetails, QuarantineFilter } from '@partner-webhooks/inbox';
import { EVENT_TYPES, type EventType, isEventType } from '@partner-webhooks/types';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { decodeAgain } from '../http/content.ts';
import { invalidRequest, nothingKept, Refusal } from '../http/errors.ts';
import { createRepetitionReport, type OnRepetition } from '../repetition-report.ts';
import { loggedFilter } from './logged-filter.ts';
import type { Answer, Operations } from './operation.ts';
import { type Everything, everyPage } from './paginate.ts';
import { judgeAgain } from './revalidate.ts';
import {
  pageOnWire,
  quarantinedDetailsOnWire,
  quarantinedOnWire,
  quarantineFilterFromWire,
} from './serialize.ts';

/** What these operations work with. */
export interface QuarantineOperationsOptions {
  readonly inbox: Inbox;
  readonly config: Config;
  readonly now: () => Date;
  /** Called when there is something to handle. */
  readonly onPending: () => void;
  readonly log: Logger;
  /** Told of every released body whose payload the inbox had already. */
  readonly onRepetition: OnRepetition;
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
  const { inbox, config, now, onPending } = options;
  const maxBytes = config.MAX_BODY_BYTES;
  const report = createRepetitionReport(options);

  const matching = (filter: QuarantineFilter): Everything => everyPage(inbox.quarantined, filter, now());

  /** Judges a refused body by the present contract, and takes it in where it is valid. */
  async function release(
    id: string,
    as: EventType | undefined,
    dryRun: boolean,
  ): Promise<Answer<'replayQuarantined'> | undefined> {
    const refused = await inbox.quarantinedBody(id);
    if (!refused) return undefined;
    const judged = await judgeAgain(refused, { as, maxBytes });
    if ('reasons' in judged) {
      if (!dryRun) await inbox.recordRevalidation(id, { ...judged, at: now() });
      return { outcome: 'invalid', reasons: judged.reasons.map((reason) => ({ ...reason })) };
    }
    if (dryRun) return { outcome: 'received', notificationId: id };
    const received = await inbox.acceptQuarantined({ id, receivedAt: now(), ...judged });
    if (!received) return undefined;
    const { eventType } = judged.notification;
    if (received.repetition) report(eventType, received.repetition, { quarantined: id, id: received.id });
    onPending();
    return { outcome: received.duplicate ? 'duplicate' : 'received', notificationId: received.id };
  }

  return {
    async listQuarantine({ query: { order, limit = 50, cursor, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      return pageOnWire(await inbox.quarantined(quarantineFilterFromWire(filter), page), quarantinedOnWire);
    },

    async getQuarantined({ path: { id } }) {
      const found = await inbox.quarantinedBody(id);
      if (!found) throw nothingKept();
      return quarantinedDetailsOnWire(found, await readable(found, maxBytes));
    },

    async replayQuarantined({ path: { id }, body, log }) {
      const as = knownEventType(body?.eventType);
      const released = await release(id, as, false);
      if (!released) throw nothingKept();
      log.info({ action: 'replay quarantined', id, as, outcome: released.outcome }, 'admin action');
      return released;
    },

    async discardQuarantined({ path: { id }, body: { reason }, log }) {
      const found = await inbox.quarantinedBody(id);
      const done = await inbox.discardQuarantined([id]);
      if (!found || done.length === 0) throw nothingKept();
      log.info({ action: 'discard quarantined', id, reason }, 'admin action');
      return quarantinedOnWire(found);
    },

    async replayQuarantine({ body: { filter, eventType, dryRun = false }, log }) {
      const as = knownEventType(eventType);
      const result = { matched: 0, received: 0, duplicates: 0, invalid: 0 };
      for await (const ids of matching(quarantineFilterFromWire(filter))) {
        for (const id of ids) {
          const released = await release(id, as, dryRun);
          if (!released) continue;
          result.matched += 1;
          result[COUNTED_AS[released.outcome]] += 1;
        }
      }
      log.info(
        { action: 'replay quarantined', filter: loggedFilter(filter), as, dryRun, ...result },
        'admin action',
      );
      return result;
    },

    async discardQuarantine({ body: { filter, reason, dryRun = false }, log }) {
      const result = { matched: 0, done: 0 };
      for await (const ids of matching(quarantineFilterFromWire(filter))) {
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

/** @throws Refusal 400 where the contract does not have it. */
function knownEventType(eventType: string | undefined): EventType | undefined {
  if (eventType === undefined || isEventType(eventType)) return eventType;
  const message = `expected one of ${EVENT_TYPES.join(', ')}`;
  throw invalidRequest([{ field: '/eventType', code: 'enum', message }]);
}

/** The body as a person can read it; as it was sent where it cannot be decompressed or converted. */
async function readable(refused: QuarantineDetails, maxBytes: number): Promise<Uint8Array> {
  try {
    return await decodeAgain(refused, Buffer.from(refused.body), maxBytes);
  } catch (error) {
    if (error instanceof Refusal) return refused.body;
    throw error;
  }
}

const COUNTED_AS = { received: 'received', duplicate: 'duplicates', invalid: 'invalid' } as const;
