import type { Inbox, Pause } from '@partner-webhooks/inbox';
import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';
import { type Config, settingsInUse } from '../config.ts';
import type { Operations } from './operation.ts';
import { serializeObservation, serializePause, serializeStatistics } from './serialize.ts';

type Ids = 'listObservations' | 'getStatistics' | 'getHandlers' | 'getConfig';

/** The operations of the admin API on the receiver as a whole. */
export function overviewOperations(inbox: Inbox, config: Config): Operations<Ids> {
  return {
    async listObservations() {
      return { items: (await inbox.observations()).map(serializeObservation) };
    },

    async getStatistics() {
      return serializeStatistics(await inbox.statistics());
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
