import type { ServerResponse } from 'node:http';

const CALLBACK = Symbol('closed');

/**
 * Calls back once a response has been sent or has been aborted, in the order of the calls.
 *
 * Several callers share one listener. Node stores a second listener for the same event in an array with the first. With
 * many open requests, V8 may treat these arrays as long-lived: it then collects them so rarely that the whole request
 * stays in memory and is copied there, which makes a request half as expensive again.
 */
export function onClosed(res: Closing, callback: () => void): void {
  const earlier = res[CALLBACK];
  if (earlier === undefined) res.on('close', callAll);
  res[CALLBACK] =
    earlier === undefined
      ? callback
      : () => {
          earlier();
          callback();
        };
}

type Closing = ServerResponse & { [CALLBACK]?: () => void };

function callAll(this: Closing): void {
  this[CALLBACK]?.();
}
