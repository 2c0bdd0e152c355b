import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY, type SendResult, systemClock, withRetries } from '../src/index.ts';

const request = { path: '/', body: '{}' };

/** Sends once, to a receiver that gives these results one after the other. */
async function send(results: readonly SendResult[], random = () => 0.5) {
  const waited: number[] = [];
  const left = [...results];
  const sender = withRetries(
    { send: async () => left.shift() ?? { status: 200, retries: 0 }, close: async () => {} },
    DEFAULT_RETRY,
    {
      random,
      clock: {
        ...systemClock,
        setTimer(milliseconds, run) {
          waited.push(milliseconds);
          return systemClock.setTimer(0, run);
        },
      },
    },
  );
  return { result: await sender.send(request), waited };
}

describe('a sender that retries', () => {
  it.each<SendResult>([
    ...[408, 429, 500, 502, 503, 504].map((status) => ({ status, retries: 0 })),
    { failure: 'ECONNRESET', retries: 0 },
  ])('sends again after %j', async (result) => {
    expect((await send([result, result])).result).toEqual({ status: 200, retries: 2 });
  });

  it.each([200, 400, 401, 404, 405, 413, 415])('does not send again after %i', async (status) => {
    expect(await send([{ status, retries: 0 }])).toEqual({ result: { status, retries: 0 }, waited: [] });
  });

  it('doubles the delay up to the maximum, and gives up in the end', async () => {
    const busy: SendResult = { status: 503, retries: 0 };
    const { result, waited } = await send(Array(20).fill(busy), () => 1);
    expect(result).toEqual({ status: 503, retries: DEFAULT_RETRY.maxAttempts - 1 });
    expect(waited).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('waits at least half of that, so that it does not give up while a receiver restarts', async () => {
    const { waited } = await send(Array(20).fill({ status: 503, retries: 0 }), () => 0);
    expect(waited).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('waits as long as `Retry-After` demands, even if the backoff is shorter', async () => {
    const { waited } = await send([{ status: 503, retries: 0, retryAfterMs: 7_000 }], () => 0);
    expect(waited).toEqual([7_000]);
  });
});
