/** Sends requests of the admin API. */
export type Send = (request: Request) => Promise<Response>;

/**
 * Creates what sends requests. A request that reads ends after a while: a receiver that hangs does not respond, and does not close
 * its connections either. A change has no limit, because it may have been made; but the same change is sent once at a time: a
 * second press of Enter gets the response of the first.
 *
 * @param fetch what sends one request.
 */
export function createSend(fetch: Send): Send {
  const changes = new Map<string, { readonly response: Promise<Response>; readonly signal: AbortSignal }>();

  const change: Send = async (request) => {
    const key = `${request.method} ${request.url} ${await request.clone().text()}`;
    const running = changes.get(key);
    if (running && !running.signal.aborted) return (await running.response).clone();
    const response = fetch(request);
    const own = { response, signal: request.signal };
    changes.set(key, own);
    try {
      return (await response).clone();
    } finally {
      if (changes.get(key) === own) changes.delete(key);
    }
  };

  return (request) => {
    if (request.method !== 'GET') return change(request);
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(READ_TIMEOUT_MS)]);
    return fetch(new Request(request, { signal }));
  };
}

// The slowest list of the admin API takes a second.
const READ_TIMEOUT_MS = 30_000;
