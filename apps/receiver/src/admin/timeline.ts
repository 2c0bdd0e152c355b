import type { components } from '@partner-webhooks/admin-api';
import type { Inbox, NotificationDetails, QuarantineRecord } from '@partner-webhooks/inbox';
import { isEventType } from '@partner-webhooks/types';
import { validateBody } from '../validation/validate-body.ts';

type Schemas = components['schemas'];
type Entry = Schemas['TimelineEntry'];
type Reader = Pick<Inbox, 'notifications' | 'notification' | 'quarantined' | 'quarantinedBody'>;

/**
 * Everything that is stored about a subject, oldest first: its notifications with their deliveries and attempts, what they
 * have that the contract does not know, and rejected bodies with its id. It looks at the newest {@link MAX_NOTIFICATIONS}
 * notifications of the subject, and at the newest {@link MAX_BODIES} rejected bodies of the event type.
 */
export async function readTimeline(
  inbox: Reader,
  eventType: string,
  subject: string,
): Promise<Schemas['Timeline']> {
  const filter = { eventType, subject };
  const found = await inbox.notifications(filter, { limit: MAX_NOTIFICATIONS });
  const rejected = await inbox.quarantined({ eventType }, { limit: MAX_BODIES });
  const entries: Entry[] = [];
  for (const { id } of found.items) {
    // Retention may have removed it since it was listed.
    const details = await inbox.notification(id);
    if (details) entries.push(...entriesOf(details));
  }
  for (const record of rejected.items) {
    const body = (await inbox.quarantinedBody(record.id))?.body;
    if (body && isAbout(body, subject)) entries.push(quarantinedEntry(record));
  }
  return {
    eventType,
    subject,
    items: entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    isComplete: found.nextCursor === undefined,
  };
}

const MAX_NOTIFICATIONS = 100;
const MAX_BODIES = 100;

function entriesOf(details: NotificationDetails): Entry[] {
  const { id, eventType, state, body, receivedAt, deliveryTimes, attemptHistory, discarded } = details;
  const validation = isEventType(eventType) ? validateBody(eventType, body) : undefined;
  const observations = validation?.valid ? validation.observations : [];
  return [
    {
      kind: 'received',
      at: receivedAt.toISOString(),
      id,
      state,
      ...(observations.length > 0 && {
        observations: observations.map(({ pointer, kind }) => ({ pointer, kind })),
      }),
    },
    ...deliveryTimes.slice(1).map((time): Entry => ({ kind: 'delivered', at: time.toISOString(), id })),
    ...attemptHistory.map(
      ({ number, outcome, startedAt, endedAt, error }): Entry => ({
        kind: 'attempt',
        at: startedAt.toISOString(),
        id,
        attempt: {
          number,
          outcome,
          startedAt: startedAt.toISOString(),
          ...(endedAt && { endedAt: endedAt.toISOString() }),
          ...(error !== undefined && { error }),
        },
      }),
    ),
    ...(discarded
      ? [{ kind: 'discarded', at: discarded.at.toISOString(), id, reason: discarded.reason } as const]
      : []),
  ];
}

function quarantinedEntry({ id, receivedAt, reasons }: QuarantineRecord): Entry {
  return {
    kind: 'quarantined',
    at: receivedAt.toISOString(),
    id,
    reasons: reasons.map((each) => ({ ...each })),
  };
}

/** Whether a body that may be no JSON has the subject as a value. A UUID is the same in upper and lower case. */
function isAbout(body: Uint8Array, subject: string): boolean {
  const text = Buffer.from(body).toString().toLowerCase();
  return text.includes(JSON.stringify(subject).slice(1, -1).toLowerCase());
}
