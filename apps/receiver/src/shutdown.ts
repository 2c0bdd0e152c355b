import { errorText } from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import { after } from './after.ts';
import type { Receiver } from './receiver.ts';

/** What the end of a receiver takes. */
export interface EndingOptions {
  readonly receiver: Receiver;
  /** Milliseconds that requests and handlers may take to finish. */
  readonly shutdownTimeout: number;
  /** Closes what handlers work with, once they have ended. */
  readonly close: () => Promise<void>;
  readonly log: Logger;
}

/**
 * Ends the process in good order: on a signal, with exit code 0; after a failure that nothing awaits (a promise that a
 * handler has not awaited, a timer that throws), with 1. A supervisor then starts it again, and the state of what has failed
 * half-way is gone with the process.
 */
export function endInOrder({ receiver, shutdownTimeout, close, log }: EndingOptions): void {
  let ending = false;
  let failures = 0;

  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    after(shutdownTimeout, interrupt);
    await receiver.stop();
    await close();
    log.info('receiver stopped');
    // A handler may have left something running that would keep the process alive.
    process.exit();
  };

  /** What is not done by now is pending again, where that can still be written, and the process ends. */
  const interrupt = (): void => {
    log.error('requests or handlers did not finish in time');
    process.exitCode = 1;
    after(LAST_WRITES_MS, () => process.exit());
    receiver.interrupt();
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'receiver stopping');
    void end().catch(exitAtOnce);
  };
  // A second one ends the process at once, as is the default.
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);

  const onStray = (error: unknown): void => {
    try {
      process.exitCode = 1;
      failures += 1;
      const culprit = receiver.stray(error);
      // What fails again and again until the end must not fill the log.
      if (failures <= MAX_LOGGED)
        log.fatal({ ...culprit, err: error }, 'a failure that nothing awaits: the receiver stops');
      void end().catch(exitAtOnce);
    } catch (failure) {
      exitAtOnce(failure);
    }
  };
  process.on('uncaughtException', onStray);
  process.on('unhandledRejection', onStray);

  function exitAtOnce(error: unknown): void {
    process.stderr.write(`The receiver could not stop in good order.\n${errorText(error)}\n`);
    process.exit(1);
  }
}

// For the inbox to write what has been interrupted, after the time for requests and handlers is over.
const LAST_WRITES_MS = 1_000;

const MAX_LOGGED = 100;
