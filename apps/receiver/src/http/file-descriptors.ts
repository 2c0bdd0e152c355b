import { close, open } from 'node:fs';

/**
 * Looks every second whether the process can open a file. Where it cannot, Node turns connections away without a word, so
 * that neither the log nor the sender's answer says why.
 *
 * @param onChange called with the error when it can no longer, and with `undefined` when it can again.
 * @returns what ends it.
 */
export function watchDescriptors(onChange: (error: NodeJS.ErrnoException | undefined) => void): () => void {
  let isExhausted = false;
  const timer = setInterval(() => {
    open('/dev/null', (error, descriptor) => {
      if (!error) close(descriptor);
      const nowExhausted = error?.code === 'EMFILE' || error?.code === 'ENFILE';
      if (nowExhausted === isExhausted) return;
      isExhausted = nowExhausted;
      onChange(nowExhausted ? (error ?? undefined) : undefined);
    });
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}

const LOOK_MS = 1_000;
