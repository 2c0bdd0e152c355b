import type { ServerResponse } from 'node:http';
import type { Inbox } from '@partner-webhooks/inbox';
import { onClosed } from '../http/on-closed.ts';
import { boundElsewhere } from '../http/unread-responses.ts';
import { changeOnWire } from './serialize.ts';

/** What following works with. */
export interface FollowOptions {
  readonly inbox: Pick<Inbox, 'follow'>;
  /** Calls back after some milliseconds, unless it is told not to. */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Aborted when the receiver stops: streams do not end by themselves. */
  readonly stopping: AbortSignal;
}

/**
 * Sends each change in the inbox to a client as it happens, as server-sent events (WHATWG HTML, section 9.2), until one
 * of the two has had enough.
 *
 * @param eventType only changes of this event type.
 */
export function followChanges(
  { inbox, after, stopping }: FollowOptions,
  res: ServerResponse,
  eventType?: string,
): void {
  // Below: an operator who looks at something else for a minute is not cut off for that.
  boundElsewhere(res);
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Some proxies would gather the events before they pass them on.
    'X-Accel-Buffering': 'no',
  });
  res.write(': following\n\n');

  const stopFollowing = inbox.follow((change) => {
    if (eventType !== undefined && change.eventType !== eventType) return;
    // A reader that does not keep up would be kept in memory.
    if (res.writableLength > MAX_BUFFERED) res.destroy();
    else res.write(`event: ${change.kind}\ndata: ${JSON.stringify(changeOnWire(change))}\n\n`);
  });
  let cancelHeartbeat = () => {};
  const heartbeat = () => {
    // A comment: it keeps proxies from closing a connection on which nothing happens.
    res.write(': still here\n\n');
    cancelHeartbeat = after(HEARTBEAT, heartbeat);
  };
  cancelHeartbeat = after(HEARTBEAT, heartbeat);
  const end = () => res.end();
  stopping.addEventListener('abort', end);

  onClosed(res, () => {
    stopFollowing();
    cancelHeartbeat();
    stopping.removeEventListener('abort', end);
  });
}

// Milliseconds.
const HEARTBEAT = 15_000;

// Bytes; some thousand changes.
const MAX_BUFFERED = 1_048_576;
