import { type Clock, errorText } from '@partner-webhooks/inbox';
import type { Logger } from 'pino';
import type { Receiver } from './receiver.ts';
import { sendSpans } from './send-spans.ts';

/** The dependencies of an orderly shutdown. */
export interface ShutdownOptions {
  readonly receiver: Receiver;
  /** Time that requests and handlers have to finish. */
  readonly timeoutMs: number;
  /** Closes the services of the handlers, after the handlers have ended. */
  readonly close: () => Promise<void>;
  readonly clock: Pick<Clock, 'setTimer'>;
  readonly log: Logger;
}

/**
 * Ends the process in an orderly way: on a signal, with exit code 0; after a failure that nothing awaits (a promise that a
 * handler has not awaited, a timer that throws), with 1. A supervisor then restarts it, and the state of what failed
 * half-way is gone with the process.
 */
export function shutDownInOrder({ receiver, timeoutMs, close, clock, log }: ShutdownOptions): void {
  let isEnding = false;
  let failures = 0;

  const end = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    clock.setTimer(timeoutMs, interrupt);
    await receiver.stop();
    await close();
    await Promise.race([sendSpans(), new Promise<void>((resolve) => clock.setTimer(LAST_SPANS_MS, resolve))]);
    log.info('receiver stopped');
    // A handler may have left something running that would keep the process alive.
    process.exit();
  };

  /** Makes what has not finished pending again, as far as that can still be written, and ends the process. */
  const interrupt = (): void => {
    log.error('requests or handlers did not finish in time');
    process.exitCode = 1;
    clock.setTimer(LAST_WRITES_MS, () => process.exit());
    receiver.interrupt();
  };

  const onSignal = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'receiver stopping');
    void end().catch(exitAtOnce);
  };
  // A second signal ends the process at once, which is Node's default.
  process.once('SIGTERM', onSignal);
  process.once('SIGINT', onSignal);

  const onUncaught = (error: unknown): void => {
    try {
      process.exitCode = 1;
      failures += 1;
      const culprit = receiver.failUncaught(error);
      // A failure that repeats until the end must not fill the log.
      if (failures <= MAX_LOGGED_FAILURES)
        log.fatal({ ...culprit, err: error }, 'unhandled failure: the receiver stops');
      void end().catch(exitAtOnce);
    } catch (failure) {
      exitAtOnce(failure);
    }
  };
  process.on('uncaughtException', onUncaught);
  process.on('unhandledRejection', onUncaught);

  function exitAtOnce(error: unknown): void {
    process.stderr.write(`The shutdown failed.\n${errorText(error)}\n`);
    process.exit(1);
  }
}

// For the inbox to write what has been interrupted, after the time for requests and handlers is over.
const LAST_WRITES_MS = 1_000;

// For the last spans to be sent, if an SDK is registered.
const LAST_SPANS_MS = 2_000;

const MAX_LOGGED_FAILURES = 100;
