import { setTimeout as wait } from 'node:timers/promises';

/**
 * Posts a body until it is acknowledged, as a sender does that retries.
 *
 * @param url where to; it is asked for before each attempt, because a receiver that is started again has another port.
 * @param ended ends the attempts.
 * @returns how often it was sent, or `undefined` if it was not acknowledged in the end.
 */
export async function deliver(
  url: () => string,
  key: string,
  body: string,
  ended: AbortSignal,
): Promise<number | undefined> {
  const headers = { 'api-key': key, 'content-type': 'application/json' };
  for (let attempts = 1; !ended.aborted; attempts += 1) {
    try {
      const response = await fetch(url(), { method: 'POST', headers, body, signal: ended });
      await response.arrayBuffer();
      if (response.status === 200) return attempts;
    } catch {
      // The receiver has just been killed.
    }
    await wait(20);
  }
  return undefined;
}
