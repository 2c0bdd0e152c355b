import type { ServerResponse } from 'node:http';
import type { Clock } from '@partner-webhooks/inbox';
import { onClosed } from '../http/on-closed.ts';
import { limitedByWriter } from '../http/unread-responses.ts';

/** A stream of server-sent events (WHATWG HTML, section 9.2) to one client. */
export interface EventStream {
  /** Sends the text of an event. A client that does not keep up is disconnected: what waits for it would fill the memory. */
  send(text: string): void;
}

/** What a stream depends on. */
export interface EventStreamOptions {
  readonly clock: Pick<Clock, 'setTimer'>;
  /** Aborted when the receiver stops: streams do not end by themselves. */
  readonly stopping: AbortSignal;
}

/** The text of an event. */
export function eventText(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * Opens a stream, which the client or the end of the receiver closes.
 *
 * @param onEnd called once when it is closed.
 */
export function openEventStream(
  { clock, stopping }: EventStreamOptions,
  res: ServerResponse,
  onEnd: () => void,
): EventStream {
  // The limit is below: the general one would end the stream of an operator who looks away for a minute.
  limitedByWriter(res);
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Some proxies would buffer the events.
    'X-Accel-Buffering': 'no',
  });
  res.write(': following\n\n');

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
    onEnd();
    cancelHeartbeat();
    stopping.removeEventListener('abort', end);
  });

  return {
    send(text) {
      if (res.writableLength > MAX_BUFFERED_BYTES) res.destroy();
      else res.write(text);
    },
  };
}

const HEARTBEAT_MS = 15_000;

// Some thousand changes.
const MAX_BUFFERED_BYTES = 1_048_576;
