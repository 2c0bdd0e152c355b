import { close, open } from 'node:fs';

/**
 * Checks every second whether the process can open a file. If it cannot, Node closes new connections without a response, so
 * that neither the log nor the sender learns the reason.
 *
 * @param onChange called with the error when files can no longer be opened, and with `undefined` when they can again.
 * @returns a function that stops the checks.
 */
export function watchFileDescriptors(
  onChange: (error: NodeJS.ErrnoException | undefined) => void,
): () => void {
  let isExhausted = false;
  const timer = setInterval(() => {
    open('/dev/null', (error, descriptor) => {
      if (!error) close(descriptor);
      const isNowExhausted = error?.code === 'EMFILE' || error?.code === 'ENFILE';
      if (isNowExhausted === isExhausted) return;
      isExhausted = isNowExhausted;
      onChange(isNowExhausted ? (error ?? undefined) : undefined);
    });
  }, CHECK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

const CHECK_INTERVAL_MS = 1_000;
