import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits the requests that a connection can send without a secret: of every 8 requests, the last must carry a valid secret.
 * Otherwise its response is the last of the connection. Whatever the reason for the last response is, no request behind it
 * is processed or even read (RFC 9112, section 9.6).
 *
 * So an anonymous client that sends requests and reads no response costs 8 of them. Without this limit it costs what Node
 * reads at once: a chunk of 64 KiB holds 2,000 requests for `/livez`, and each uses 10 KiB until its response has been
 * sent. Requests with a key are notifications of some hundred bytes, so a chunk holds fewer of them.
 *
 * @param isAuthenticated whether a request carries a valid secret.
 */
export function limitAnonymousRequests(
  app: RequestListener,
  isAuthenticated: (req: IncomingMessage) => boolean,
): RequestListener {
  const counts = new WeakMap<Socket, number>();
  return (req, res) => {
    const { socket } = req;
    const count = (counts.get(socket) ?? 0) + 1;
    counts.set(socket, count % MAX_ANONYMOUS_REQUESTS);
    if (count === MAX_ANONYMOUS_REQUESTS && !isAuthenticated(req)) res.setHeader('Connection', 'close');
    app(req, res);
    if (res.getHeader('connection') === 'close') stopReading(socket);
  };
}

const MAX_ANONYMOUS_REQUESTS = 8;

/** Stops reading before the next request, even in the middle of a chunk of input. */
function stopReading(socket: Socket & { parser?: Parser | null }): void {
  const { parser } = socket;
  if (!parser) return;
  // Node's parser can be stopped in the middle of a chunk only by reporting that what follows is not HTTP. There is no
  // public name for that.
  parser.onIncoming = () => {
    socket.pause();
    // Node resumes whenever one of the earlier responses has been sent.
    socket.resume = () => socket;
    return NOT_HTTP;
  };
}

interface Parser {
  onIncoming: (req: IncomingMessage) => number;
}

const NOT_HTTP = 2;
