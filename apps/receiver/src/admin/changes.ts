import type { ServerResponse } from 'node:http';
import type { Clock, Inbox } from '@partner-webhooks/inbox';
import { onClosed } from '../http/on-closed.ts';
import { limitedByWriter } from '../http/unread-responses.ts';
import { serializeChange } from './serialize.ts';

/** The dependencies of the live stream. */
export interface FollowOptions {
  readonly inbox: Pick<Inbox, 'follow'>;
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Aborted when the receiver stops: streams do not end by themselves. */
  readonly stopping: AbortSignal;
}

/**
 * Sends each change in the inbox to a client as it happens, as server-sent events (WHATWG HTML, section 9.2), until the client
 * or the receiver ends the stream.
 *
 * @param eventType only changes of this event type.
 */
export function followChanges(
  { inbox, clock, stopping }: FollowOptions,
  res: ServerResponse,
  eventType?: string,
): void {
  // The limit is below: the general one would end the stream of an operator who looks away for a minute.
  limitedByWriter(res);
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Some proxies would buffer the events.
    'X-Accel-Buffering': 'no',
  });
  res.write(': following\n\n');

  const stopFollowing = inbox.follow((change) => {
    if (eventType !== undefined && change.eventType !== eventType) return;
    // A client that does not keep up would fill the memory.
    if (res.writableLength > MAX_BUFFERED_BYTES) res.destroy();
    else res.write(`event: ${change.kind}\ndata: ${JSON.stringify(serializeChange(change))}\n\n`);
  });
  let cancelHeartbeat = () => {};
  const heartbeat = () => {
    // A comment: it keeps proxies from closing an idle connection.
    res.write(': still here\n\n');
    cancelHeartbeat = clock.setTimer(HEARTBEAT_MS, heartbeat);
  };
  cancelHeartbeat = clock.setTimer(HEARTBEAT_MS, heartbeat);
  const end = () => res.end();
  stopping.addEventListener('abort', end);

  onClosed(res, () => {
    stopFollowing();
    cancelHeartbeat();
    stopping.removeEventListener('abort', end);
  });
}

const HEARTBEAT_MS = 15_000;

// Some thousand changes.
const MAX_BUFFERED_BYTES = 1_048_576;
