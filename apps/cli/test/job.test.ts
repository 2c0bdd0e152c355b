import type { RequestListener } from 'node:http';
import { systemClock } from '@partner-webhooks/simulator';
import { describe, expect, it } from 'vitest';
import { interrupt } from './interrupt.ts';
import { startServer } from './small-server.ts';
import { runCli } from './started-receiver.ts';

const ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
const REPLAY = ['inbox', 'replay', '--state', 'dead', '--yes'];
const RUNNING = { id: ID, action: 'replay', state: 'running', matched: 3, done: 3, total: 9 };

/** A receiver with a job. @param responseOf the job, or nothing if the connection breaks; by the number of requests for it before. */
function jobServer(
  responseOf: (before: number) => object | undefined,
  cancelled: () => boolean = () => true,
) {
  let requests = 0;
  const listener: RequestListener = (request, response) => {
    request.resume();
    const respond = (body: object) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (request.url?.endsWith('/cancel')) return cancelled() ? respond(RUNNING) : request.socket.destroy();
    if (request.method === 'POST') return respond(RUNNING);
    const body = responseOf(requests);
    requests += 1;
    return body ? respond(body) : request.socket.destroy();
  };
  return startServer(listener);
}

function run(url: string, monotonicMs = systemClock.monotonicMs) {
  const settings = { ADMIN_URL: url, ADMIN_TOKEN: 'any-token-of-the-test' };
  return runCli(REPLAY, settings, {}, { clock: { ...systemClock, monotonicMs } });
}

describe('a command that runs a job', () => {
  it('waits for a receiver that is restarted, and says how the job ended', async () => {
    const url = await jobServer((before) => {
      if (before < 3) return undefined;
      return { ...RUNNING, state: 'interrupted' };
    });
    expect(await run(url)).toEqual({
      code: 1,
      out: '',
      err: 'The job is interrupted. 3 of 9 replayed.\n',
    });
  });

  it('says where the job is if the receiver does not respond any more', async () => {
    const url = await jobServer(() => undefined);
    let now = 0;
    const monotonicMs = () => {
      now += 20_000;
      return now;
    };
    expect(await run(url, monotonicMs)).toEqual({
      code: 3,
      out: '',
      err: expect.stringMatching(
        new RegExp(`^The receiver cannot be reached: .+\nThe job ${ID} goes on if its receiver does: .+\n$`),
      ),
    });
  });

  it('asks again to cancel it if the first request was lost', async () => {
    let asked = 0;
    const url = await jobServer(
      (before) => (asked > 1 ? { ...RUNNING, state: 'cancelled' } : { ...RUNNING, done: before }),
      () => {
        asked += 1;
        return asked > 1;
      },
    );
    const [outcome] = await Promise.all([run(url), interrupt()]);
    expect(outcome).toMatchObject({
      code: 130,
      err: 'Cancelling the job. What it has done stays.\nThe job is cancelled. 3 of 9 replayed.\n',
    });
  });
});
