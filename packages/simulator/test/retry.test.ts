import { describe, expect, it } from 'vitest';
import { type Answer, DEFAULT_RETRY, withRetries } from '../src/index.ts';

const request = { path: '/', body: '{}' };

/** Sends once, to a receiver that gives these answers one after the other. */
async function send(answers: readonly Answer[], random = () => 0.5) {
  const waited: number[] = [];
  const left = [...answers];
  const sender = withRetries(
    { send: async () => left.shift() ?? { status: 200, retries: 0 }, close: async () => {} },
    DEFAULT_RETRY,
    {
      random,
      wait: async (milliseconds) => {
        waited.push(milliseconds);
      },
    },
  );
  return { answer: await sender.send(request), waited };
}

describe('a sender that retries', () => {
  it.each<Answer>([
    ...[408, 429, 500, 502, 503, 504].map((status) => ({ status, retries: 0 })),
    { failure: 'ECONNRESET', retries: 0 },
  ])('sends again after %j', async (answer) => {
    expect((await send([answer, answer])).answer).toEqual({ status: 200, retries: 2 });
  });

  it.each([200, 400, 401, 404, 405, 413, 415])('does not send again after %i', async (status) => {
    expect(await send([{ status, retries: 0 }])).toEqual({ answer: { status, retries: 0 }, waited: [] });
  });

  it('waits up to twice as long each time, never longer than the longest, and gives up in the end', async () => {
    const busy: Answer = { status: 503, retries: 0 };
    const { answer, waited } = await send(Array(20).fill(busy), () => 1);
    expect(answer).toEqual({ status: 503, retries: DEFAULT_RETRY.maxAttempts - 1 });
    expect(waited).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('waits at least half as long, so that it does not give up while a receiver starts again', async () => {
    const { waited } = await send(Array(20).fill({ status: 503, retries: 0 }), () => 0);
    expect(waited).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('waits as long as the receiver asks for, even where chance says nothing', async () => {
    const { waited } = await send([{ status: 503, retries: 0, retryAfter: 7_000 }], () => 0);
    expect(waited).toEqual([7_000]);
  });
});
