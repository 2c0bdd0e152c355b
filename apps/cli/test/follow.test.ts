import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { systemClock } from '@partner-webhooks/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDLE_MS } from '../src/event-source.ts';
import { startServer } from './small-server.ts';
import { type Outcome, runCli } from './started-receiver.ts';

const AT = '2026-01-05T09:00:00.000Z';
const ID = '019a9c9e-6b1d-7c52-9c2e-3f4a5b6c7d8e';
const json = (kind: string, at = AT) => JSON.stringify({ at, kind, id: ID, eventType: 'RE_TOKEN_PRICES' });
const shown = (kind: string, at = AT) => `${at}  ${kind.padEnd(11)}  ${ID}  RE_TOKEN_PRICES\n`;
const event = (id: string, kind: string) => `id: ${id}\nevent: ${kind}\ndata: ${json(kind)}\n\n`;
const OVER = { errorCode: 'UNAUTHORIZED', message: 'The token is no longer valid.', requestId: 'r1' };

describe('inbox follow', () => {
  it('connects again from the last event after each loss, and says so on standard error', async () => {
    const seen: unknown[] = [];
    const outcome = await followed([
      (req, res) => {
        seen.push(req.headers['last-event-id']);
        res.write(`: following\n\nid: a-0\n\n${event('a-1', 'received')}`, () => res.destroy());
      },
      (req, res) => {
        seen.push(req.headers['last-event-id']);
        res.writeHead(503).end();
      },
      (req, res) => {
        seen.push(req.headers['last-event-id']);
        res.end(event('a-2', 'handling') + event('a-3', 'handled'));
      },
      (req, res) => {
        seen.push(req.headers['last-event-id']);
        res.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(OVER));
      },
    ]);
    expect(seen).toEqual([undefined, 'a-1', 'a-1', 'a-3']);
    expect(outcome).toEqual({
      code: 3,
      out: shown('received') + shown('handling') + shown('handled'),
      err: expect.stringMatching(
        /^The connection to the receiver was lost: .*\. Connecting again until Ctrl\+C\.\nConnected again after \d+ s\.\nThe connection to the receiver was lost: the receiver closed it\. .*\nThe receiver refuses the admin token: .* \(request r1\)\n$/,
      ),
    });
  });

  it('names the first event of a stream that has none but an id', async () => {
    const seen: unknown[] = [];
    await followed([
      (_req, res) => res.end(': following\n\nid: a-0\n\n'),
      (req, res) => {
        seen.push(req.headers['last-event-id']);
        res.writeHead(401).end();
      },
    ]);
    expect(seen).toEqual(['a-0']);
  });

  it('says from when changes are missing, if the receiver no longer knows them', async () => {
    const { out, err } = await followed([
      (_req, res) => res.end(event('a-1', 'received')),
      (_req, res) =>
        res.end(`event: missed\ndata: {"lastEventId":"a-1"}\n\nid: b-0\n\n${event('b-1', 'dead')}`),
    ]);
    expect(out).toBe(shown('received') + shown('dead'));
    expect(err).toContain(`no longer knows what happened since ${AT}, so changes may be missing here.`);
    expect(err).toContain(`inbox list --from ${AT}`);
  });

  it('takes a connection without a sign of life for lost', async () => {
    const { err } = await followed([
      (_req, res) => res.write(': following\n\n'),
      (_req, res) => res.writeHead(401).end(),
    ]);
    expect(err).toContain(`lost: nothing was received for ${IDLE_MS / 1_000} s.`);
  });

  it('with --no-reconnect ends with exit code 3', async () => {
    const { code, err } = await followed(
      [(_req, res) => res.end(event('a-1', 'received'))],
      '--no-reconnect',
    );
    expect([code, err]).toEqual([3, 'The connection to the receiver was lost: the receiver closed it.\n']);
  });

  it.each<[why: string, respond: (res: ServerResponse) => void, message: RegExp]>([
    [
      'a page of another server',
      (res) => res.setHeader('content-type', 'text/html').end('<p>'),
      /^Expected a stream of events from a receiver, found text\/html at http:.*: check ADMIN_URL\.\n$/,
    ],
    [
      'events of another server',
      (res) => res.end('data: {"price": 1}\n\n'),
      /^Expected changes of an inbox as JSON, found \{"price": 1\}\n$/,
    ],
    [
      'data that is no JSON',
      (res) => res.end('data: \u001b[31mhello\n\n'),
      /^Expected changes .*, found \ufffd\[31mhello\n$/,
    ],
    [
      'an unavailable receiver',
      (res) => res.writeHead(503).end(),
      /^The receiver responded with status 503\.\n$/,
    ],
  ])('reports %s in one line, with exit code 3', async (_why, respond, message) => {
    const { code, out, err } = await followed([(_req, res) => respond(res)]);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(message);
  });

  it('reads every form of an event that the specification allows, however it is cut', async () => {
    // WHATWG HTML, section 9.2: a data of several lines, all ends of lines, no space after the colon, comments, unknown fields.
    const text = [
      `data: {"at": "${AT}",\ndata: "kind": "received", "id": "${ID}", "eventType": "RE_TOKEN_PRICES"}\n\n`,
      `event:handled\r\ndata:${json('handled')}\r\n\r\n`,
      `: comment\rdata: ${json('dead')}\rcolour: é\r\r`,
      event('a-1', 'discarded'),
    ].join('');
    const bytes = Buffer.from(`\ufeff${text}`);
    const expected = ['received', 'handled', 'dead', 'discarded'].map((kind) => shown(kind)).join('');
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(cuts, async (positions) => {
        const sorted = [0, ...positions.toSorted((a, b) => a - b), bytes.length];
        const pieces = sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
        const outcome = await followed(
          [
            async (_req, res) => {
              for (const piece of pieces) await new Promise((resolve) => res.write(piece, resolve));
              res.end();
            },
          ],
          '--no-reconnect',
        );
        expect(outcome.out).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });
});

type Respond = (req: IncomingMessage, res: ServerResponse) => unknown;

/** Follows a server that answers its requests one after the other in these ways, and then with 401. Delays take no time. */
async function followed(responses: readonly Respond[], ...options: string[]): Promise<Outcome> {
  let requests = 0;
  const listener: RequestListener = (req, res) => {
    res.setHeader('content-type', 'text/event-stream; charset=utf-8');
    const respond: Respond = responses[requests] ?? ((_req, response) => response.writeHead(401).end());
    requests += 1;
    respond(req, res);
  };
  const environment = { ADMIN_URL: await startServer(listener), ADMIN_TOKEN: 'any-token-of-the-test' };
  const clock = {
    ...systemClock,
    setTimer: (ms: number, run: () => void) => systemClock.setTimer(ms === IDLE_MS ? 300 : 0, run),
  };
  return runCli(['inbox', 'follow', ...options], environment, {}, { clock });
}
