import type { components } from '@partner-webhooks/admin-api';
import type { Clock, Inbox, QuarantineDetails } from '@partner-webhooks/inbox';
import { EVENT_TYPES, type EventType, isEventType } from '@partner-webhooks/types';
import type { Logger } from 'pino';
import { decodeForOperator } from '../http/content.ts';
import { HttpError } from '../http/errors.ts';
import { createRepetitionReport, type OnRepetition } from '../repetition-report.ts';
import { type BodyValidation, validateBody } from '../validation/validate-body.ts';
import { auditChange } from './audit.ts';
import { invalidRequest } from './invalid-request.ts';
import type { Operations, ResponseOf } from './operation.ts';
import { closed, paginate } from './paginate.ts';
import { revalidate, withEdit } from './revalidate.ts';
import {
  parseQuarantineFilter,
  serializeEdit,
  serializePage,
  serializeQuarantined,
  serializeQuarantinedDetails,
} from './serialize.ts';
import { unlessDamaged, withoutDamaged } from './without-damaged.ts';

/** The dependencies of these operations. */
export interface QuarantineOperationsOptions {
  readonly inbox: Inbox;
  /** The largest body that is accepted, after decompression. */
  readonly maxBytes: number;
  readonly clock: Pick<Clock, 'now'>;
  /** Called when notifications are pending. */
  readonly onPending: () => void;
  readonly log: Logger;
  /** Called for each accepted body whose payload was in the inbox already. */
  readonly onRepetition: OnRepetition;
  /** Aborted when the receiver stops: what changes many then ends after the present page. */
  readonly stopping: AbortSignal;
}

type Ids =
  | 'listQuarantine'
  | 'getQuarantined'
  | 'replayQuarantined'
  | 'editQuarantined'
  | 'validateBody'
  | 'discardQuarantined'
  | 'replayQuarantine'
  | 'discardQuarantine';

/** The operations of the admin API on rejected bodies. */
export function quarantineOperations(options: QuarantineOperationsOptions): Operations<Ids> {
  const { inbox, maxBytes, clock, onPending, stopping } = options;
  const report = createRepetitionReport(options);

  const matching = (filter: components['schemas']['QuarantineFilter'], limit?: number) => {
    const until = closed(parseQuarantineFilter(filter), clock.now());
    const pages = paginate(inbox.quarantined, until, { limit, stopping });
    return { pages, receivedTo: until.receivedTo.toISOString() };
  };

  /** Validates a rejected body against the present contract, and accepts it if it is valid. */
  async function replay(
    id: string,
    as: EventType | undefined,
    dryRun: boolean,
    isEdited = false,
  ): Promise<ResponseOf<'replayQuarantined'> | undefined> {
    const original = await inbox.quarantinedBody(id);
    if (!original) return undefined;
    const edit = isEdited ? await inbox.quarantineEdit(id) : undefined;
    if (isEdited && !edit) throw new HttpError('CONFLICT', { problem: 'The body has not been edited.' });
    const rejected = edit ? withEdit(original, edit) : original;
    const result = await revalidate(rejected, { as, maxBytes });
    if (!result.valid) {
      const { eventType, violations: reasons } = result;
      const at = clock.now();
      if (!dryRun)
        await inbox.recordRevalidation(id, { at, ...(eventType !== undefined && { eventType }), reasons });
      return { outcome: 'invalid', reasons: reasons.map((reason) => ({ ...reason })) };
    }
    if (dryRun) return { outcome: 'received', notificationId: id };
    const { notification, observations, body } = result;
    const incoming = { id, receivedAt: clock.now(), notification, observations, body };
    const accepted = await inbox.acceptQuarantined(incoming);
    if (!accepted) return undefined;
    const { eventType } = notification;
    if (accepted.repetition) report(eventType, accepted.repetition, { quarantined: id, id: accepted.id });
    onPending();
    return { outcome: accepted.duplicate ? 'duplicate' : 'received', notificationId: accepted.id };
  }

  return {
    async listQuarantine({ query: { order, limit = 50, cursor, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      return serializePage(
        await inbox.quarantined(parseQuarantineFilter(filter), page),
        serializeQuarantined,
      );
    },

    async getQuarantined({ path: { id } }) {
      const found = await inbox.quarantinedBody(id);
      if (!found) throw new HttpError('UNKNOWN_ID');
      const edit = await inbox.quarantineEdit(id);
      return {
        ...serializeQuarantinedDetails(found, await readableText(found, maxBytes)),
        ...(edit && { edit: serializeEdit(edit) }),
      };
    },

    async replayQuarantined({ path: { id }, body, audit }) {
      const as = knownEventType(body?.eventType);
      const isEdited = body?.edited === true;
      const result = await replay(id, as, false, isEdited);
      if (!result) throw new HttpError('UNKNOWN_ID');
      const { outcome, notificationId } = result;
      await audit('replay quarantined', {
        id,
        as,
        ...(isEdited && { edited: true }),
        outcome,
        // Of a duplicate nothing else says where it is.
        ...(outcome === 'duplicate' && { notificationId }),
      });
      return result;
    },

    async editQuarantined({ path: { id }, body: { body: text, eventType }, operator, audit }) {
      const as = knownEventType(eventType);
      const edit = {
        editedAt: clock.now(),
        editedBy: operator.name,
        ...(as !== undefined && { eventType: as }),
        body: Buffer.from(text),
      };
      const original = await inbox.quarantinedBody(id);
      if (!original || !(await inbox.editQuarantined(id, edit))) throw new HttpError('UNKNOWN_ID');
      await audit('edit quarantined', { id, as });
      const edited = withEdit(original, { ...edit, original: original.body });
      const result = await revalidate(edited, { as, maxBytes });
      return validationOf(result);
    },

    async validateBody({ body: { eventType, body: text } }) {
      const as = knownEventType(eventType);
      if (as === undefined) throw new HttpError('UNKNOWN_EVENT_TYPE');
      return validationOf(validateBody(as, Buffer.from(text)));
    },

    async discardQuarantined({ path: { id }, body: { reason }, audit }) {
      const found = await inbox.quarantinedBody(id);
      const done = await inbox.discardQuarantined([id]);
      if (!found || done.length === 0) throw new HttpError('UNKNOWN_ID');
      await audit('discard quarantined', { id, reason });
      return serializeQuarantined(found);
    },

    async replayQuarantine({ body: { filter, eventType, dryRun = false }, audit }) {
      const as = knownEventType(eventType);
      const { pages, receivedTo } = matching(filter);
      const counts = { matched: 0, received: 0, duplicates: 0, invalid: 0 };
      await auditChange(audit, 'replay quarantined', { filter, as, dryRun }, counts, async () => {
        for await (const ids of pages) {
          for (const id of ids) {
            const result = await unlessDamaged(inbox, async () => (await replay(id, as, dryRun)) ?? 'gone');
            if (result === 'gone') continue;
            counts.matched += 1;
            if (result) counts[COUNTED_AS[result.outcome]] += 1;
          }
        }
      });
      return { ...counts, receivedTo };
    },

    async discardQuarantine({ body: { filter, reason, limit, dryRun = false }, audit }) {
      const { pages, receivedTo } = matching(filter, limit);
      const counts = { matched: 0, done: 0 };
      await auditChange(audit, 'discard quarantined', { filter, reason, limit, dryRun }, counts, async () => {
        for await (const ids of pages) {
          counts.matched += ids.length;
          if (dryRun) continue;
          counts.done += (await withoutDamaged(inbox, ids, inbox.discardQuarantined)).length;
        }
      });
      return { ...counts, receivedTo };
    },
  };
}

function validationOf(result: BodyValidation): ResponseOf<'validateBody'> {
  if (!result.valid)
    return { valid: false, reasons: result.violations.map((each) => ({ ...each })), observations: [] };
  return {
    valid: true,
    reasons: [],
    observations: result.observations.map(({ pointer, kind }) => ({ pointer, kind })),
  };
}

/** @throws HttpError 400 if the contract does not have it. */
function knownEventType(eventType: string | undefined): EventType | undefined {
  if (eventType === undefined || isEventType(eventType)) return eventType;
  const message = `expected one of ${EVENT_TYPES.join(', ')}`;
  throw invalidRequest([{ field: '/eventType', code: 'enum', message }]);
}

/** The decoded body; the bytes as they were sent if they cannot be decoded. */
async function readableText(rejected: QuarantineDetails, maxBytes: number): Promise<Uint8Array> {
  const decoded = await decodeForOperator(rejected, Buffer.from(rejected.body), maxBytes);
  return 'error' in decoded ? rejected.body : decoded.text;
}

const COUNTED_AS = { received: 'received', duplicate: 'duplicates', invalid: 'invalid' } as const;
