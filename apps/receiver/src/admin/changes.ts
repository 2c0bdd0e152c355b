import type { ServerResponse } from 'node:http';
import type { Inbox } from '@partner-webhooks/inbox';
import { type EventStreamOptions, eventText, openEventStream } from './event-stream.ts';
import { serializeChange } from './serialize.ts';

/** The dependencies of the stream of changes. */
export interface FollowOptions extends EventStreamOptions {
  readonly inbox: Pick<Inbox, 'follow'>;
}

/**
 * Sends each change in the inbox to a client as it happens.
 *
 * @param eventType only changes of this event type.
 */
export function followChanges(options: FollowOptions, res: ServerResponse, eventType?: string): void {
  const stopFollowing = options.inbox.follow((change) => {
    if (eventType === undefined || change.eventType === eventType)
      stream.send(eventText(change.kind, serializeChange(change)));
  });
  const stream = openEventStream(options, res, stopFollowing);
}
