import { describe, expect, it } from 'vitest';
import { createSend } from '../src/api/send.ts';
import { errorText } from '../src/controls/error-text.ts';

const post = (body: string, signal?: AbortSignal) =>
  new Request('http://receiver/api/jobs', { method: 'POST', body, ...(signal && { signal }) });

/** A receiver that responds when it is told to. */
function slowReceiver() {
  const waiting: ((response: Response) => void)[] = [];
  const requests: Request[] = [];
  const send = createSend((request) => {
    requests.push(request);
    return new Promise((resolve, reject) => {
      waiting.push(resolve);
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
    });
  });
  const respond = (text: string) => waiting.shift()?.(new Response(text));
  return { send, requests, respond };
}

describe('a change', () => {
  it('that is sent twice at once is sent once, and both get the response', async () => {
    const { send, requests, respond } = slowReceiver();
    const both = [send(post('{"a":1}')), send(post('{"a":1}'))];
    await expect.poll(() => requests.length).toBe(1);
    respond('done');
    expect(await Promise.all(both.map(async (each) => (await each).text()))).toEqual(['done', 'done']);
    expect(requests).toHaveLength(1);
  });

  it('is sent again after the response, and so is another one at once', async () => {
    const { send, requests, respond } = slowReceiver();
    const first = send(post('1'));
    const other = send(post('2'));
    await expect.poll(() => requests.length).toBe(2);
    respond('one');
    respond('two');
    await Promise.all([first, other]);
    const again = send(post('1'));
    await expect.poll(() => requests.length).toBe(3);
    respond('three');
    expect(await (await again).text()).toBe('three');
  });

  it('is sent again after one that was given up', async () => {
    const { send, requests, respond } = slowReceiver();
    const control = new AbortController();
    const first = send(post('1', control.signal));
    await expect.poll(() => requests.length).toBe(1);
    control.abort();
    const second = send(post('1'));
    await expect(first).rejects.toThrow();
    await expect.poll(() => requests.length).toBe(2);
    respond('');
    respond('two');
    expect(await (await second).text()).toBe('two');
  });
});

it('what reads ends when it is given up, and has a limit of its own', async () => {
  const { send, requests } = slowReceiver();
  const control = new AbortController();
  const read = send(new Request('http://receiver/api/failures', { signal: control.signal }));
  expect(requests[0]?.signal.aborted).toBe(false);
  control.abort();
  await expect(read).rejects.toThrow();
});

describe('what did not work is said', () => {
  const unreachable = 'The receiver does not respond. Check that it runs and that this browser can reach it.';
  it.each([
    ['without a connection', new TypeError('Failed to fetch'), unreachable],
    ['after the time limit', new DOMException('signal timed out', 'TimeoutError'), unreachable],
    ['of a page of a proxy', '<html>Bad gateway</html>', expect.stringContaining('such as a proxy')],
    [
      'of a page with status 200',
      new SyntaxError('Unexpected token <'),
      expect.stringContaining('such as a proxy'),
    ],
    ['of an empty response', undefined, expect.stringContaining('such as a proxy')],
    [
      'of an error of the admin API',
      {
        message: 'No.',
        requestId: 'r1',
        errorDetails: [{ field: '/a', errors: [{ message: 'is required' }] }],
      },
      'No. /a: is required (request r1)',
    ],
  ])('%s', (_what, error, text) => {
    expect(errorText(error)).toEqual(text);
  });
});
