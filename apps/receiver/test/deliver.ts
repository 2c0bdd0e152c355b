import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Posts a body until it is acknowledged, as a sender does that retries.
 *
 * @param url where to; it is asked for before each attempt, because a receiver that is started again has another port.
 * @param ended ends the attempts.
 * @returns how often it was sent, or `undefined` if it was not acknowledged in the end.
 */
export async function deliver(
  url: () => string | Promise<string>,
  key: string,
  body: string,
  ended: AbortSignal,
): Promise<number | undefined> {
  for (let attempts = 1; !ended.aborted; attempts += 1) {
    if ((await post(await url(), key, body)) === 200) return attempts;
    await wait(20);
  }
  return undefined;
}

/** A third of the CPU time of `fetch`, which the receiver needs as well. @returns the status of the response; 0 if there is none. */
function post(url: string, key: string, body: string): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const headers = {
    'api-key': key,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const sent = request(url, { agent, method: 'POST', headers }, (response) => {
    response.resume();
    response.on('error', () => {});
    response.once('close', () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
  });
  // The receiver has just been killed.
  sent.on('error', () => resolve(0));
  sent.end(body);
  return promise;
}

const agent = new Agent({ keepAlive: true });
