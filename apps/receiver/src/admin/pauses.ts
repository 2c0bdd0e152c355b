import type { Inbox } from '@partner-webhooks/inbox';
import { isEventType } from '@partner-webhooks/types';
import { HttpError } from '../http/errors.ts';
import type { Operations } from './operation.ts';
import { serializePause } from './serialize.ts';

/** The dependencies of these operations. */
export interface PauseOperationsOptions {
  readonly inbox: Pick<Inbox, 'pause' | 'resume'>;
  /** Called when notifications are pending. */
  readonly onPending: () => void;
}

/** The operations of the admin API that pause and resume the handling of event types. */
export function pauseOperations({
  inbox,
  onPending,
}: PauseOperationsOptions): Operations<'pauseEventType' | 'resumeEventType'> {
  return {
    async pauseEventType({ path: { eventType }, body: { reason } = {}, operator, audit }) {
      if (!isEventType(eventType)) throw new HttpError('UNKNOWN_EVENT_TYPE');
      const pause = await inbox.pause(eventType, {
        pausedBy: operator.name,
        ...(reason !== undefined && { reason }),
      });
      await audit('pause', { eventType, reason });
      return serializePause(pause);
    },

    async resumeEventType({ path: { eventType }, audit }) {
      const wasPaused = await inbox.resume(eventType);
      // A paused event type may have left the contract since.
      if (!wasPaused && !isEventType(eventType)) throw new HttpError('UNKNOWN_EVENT_TYPE');
      if (wasPaused) onPending();
      await audit('resume', { eventType, wasPaused });
      return { eventType, wasPaused };
    },
  };
}
