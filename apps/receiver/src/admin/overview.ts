import type { Clock, Inbox, Pause } from '@partner-webhooks/inbox';
import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };
import { type Config, settingsInUse } from '../config.ts';
import type { Operations, ResponseOf } from './operation.ts';
import {
  parseAuditFilter,
  serializeActivity,
  serializeAuditEntry,
  serializeObservation,
  serializePage,
  serializePause,
  serializeStatistics,
} from './serialize.ts';
import { readTimeline } from './timeline.ts';

type Ids =
  | 'listObservations'
  | 'listAudit'
  | 'getTimeline'
  | 'getStatistics'
  | 'getOverview'
  | 'getActivity'
  | 'getHandlers'
  | 'getConfig';

/** The operations of the admin API on the receiver as a whole. */
export function overviewOperations(inbox: Inbox, config: Config, clock: Pick<Clock, 'now'>): Operations<Ids> {
  return {
    async listObservations() {
      return { items: (await inbox.observations()).map(serializeObservation) };
    },

    getTimeline: ({ query: { eventType, subject } }) => readTimeline(inbox, eventType, subject),

    async listAudit({ query: { order, limit = 50, cursor, ...filter } }) {
      const page = { limit, oldestFirst: order === 'oldest', ...(cursor !== undefined && { cursor }) };
      return serializePage(await inbox.auditLog(parseAuditFilter(filter), page), serializeAuditEntry);
    },

    async getStatistics() {
      return serializeStatistics(await inbox.statistics());
    },

    getOverview: () => readOverview(inbox, config, clock),

    async getActivity({ query: { period = 'hour', eventType } }) {
      return serializeActivity(await inbox.activity(period, eventType));
    },

    async getHandlers() {
      const pauses = await inbox.pauses();
      return {
        enabled: config.HANDLERS === 'on',
        concurrency: config.HANDLER_CONCURRENCY,
        timeout: config.HANDLER_TIMEOUT,
        maxAttempts: config.HANDLER_MAX_ATTEMPTS,
        eventTypes: EVENT_TYPES.map((each) => handledEventType(registry[each], pauses)),
      };
    },

    async getConfig() {
      return { items: settingsInUse(config).map((setting) => ({ ...setting })) };
    },
  };
}

/** The numbers that say whether the receiver is well. */
export async function readOverview(
  inbox: Inbox,
  config: Config,
  clock: Pick<Clock, 'now'>,
): Promise<ResponseOf<'getOverview'>> {
  const [statistics, lastHour, lastDay, observations] = await Promise.all([
    inbox.statistics(),
    inbox.totalActivity('hour'),
    inbox.totalActivity('day'),
    inbox.observations(),
  ]);
  const { pending, handling, dead, quarantined, unreadable, oldestPending, pauses } = statistics;
  const now = clock.now();
  const ageMs = oldestPending ? now.getTime() - oldestPending.getTime() : 0;
  return {
    at: now.toISOString(),
    depth: pending + handling,
    oldestPendingSeconds: Math.max(0, Math.floor(ageMs / 1_000)),
    ...(oldestPending && { oldestPending: oldestPending.toISOString() }),
    dead,
    quarantined,
    unreadable,
    observations: observations.length,
    lastHour,
    lastDay,
    pauses: pauses.map(serializePause),
    handlersEnabled: config.HANDLERS === 'on',
    contractVersion: contract.info.version,
  };
}

function handledEventType({ eventType, path, subject, occurredAt }: RegistryEntry, pauses: readonly Pause[]) {
  const pause = pauses.find((each) => each.eventType === eventType);
  return {
    eventType,
    path,
    ...(subject !== undefined && { subject }),
    ...(occurredAt !== undefined && { occurredAt }),
    ...(pause && { pause: serializePause(pause) }),
  };
}
