import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Limits what a connection can ask without a secret: of every 8 requests, the last has to carry a valid one. Otherwise
 * its answer is the last of the connection. And whatever the reason for the last answer is, no request behind it is
 * processed or even read (RFC 9112, section 9.6).
 *
 * A stranger who sends requests and reads no answer costs 8 of them. Without this limit, it is what Node reads at
 * once: a piece of 64 KiB holds 2,000 requests for `/livez`, and each takes 10 KiB until its answer has been sent.
 * Requests with a key are notifications of some hundred bytes, so a piece does not hold as many.
 *
 * @param isKnown whether a request carries a valid secret.
 */
export function limitStrangers(
  app: RequestListener,
  isKnown: (req: IncomingMessage) => boolean,
): RequestListener {
  const counts = new WeakMap<Socket, number>();
  return (req, res) => {
    const { socket } = req;
    const count = (counts.get(socket) ?? 0) + 1;
    counts.set(socket, count % MAX_UNKNOWN_REQUESTS);
    if (count === MAX_UNKNOWN_REQUESTS && !isKnown(req)) res.setHeader('Connection', 'close');
    app(req, res);
    if (res.getHeader('connection') === 'close') readNoMoreRequests(socket);
  };
}

const MAX_UNKNOWN_REQUESTS = 8;

/** Ends reading with the next request, in the middle of a piece of input where that is where it begins. */
function readNoMoreRequests(socket: Socket & { parser?: Parser | null }): void {
  const { parser } = socket;
  if (!parser) return;
  // Node's parser has no other way to be stopped in the middle of a piece: what follows is called no HTTP. There is no
  // public name for that.
  parser.onIncoming = () => {
    socket.pause();
    // Node reads on whenever one of the answers before has been sent.
    socket.resume = () => socket;
    return NOT_HTTP;
  };
}

interface Parser {
  onIncoming: (req: IncomingMessage) => number;
}

const NOT_HTTP = 2;
