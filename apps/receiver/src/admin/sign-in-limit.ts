import type { Clock } from '@partner-webhooks/inbox';

/** Limits how often an address may sign in with a wrong token. */
export interface SignInLimit {
  /** Seconds until the address may try again; 0 if it may try now. */
  waitSeconds(address: string): number;
  /** Counts a wrong token. */
  failed(address: string): void;
}

/** Allows {@link MAX_FAILURES} failures of an address in a minute. */
export function createSignInLimit(clock: Pick<Clock, 'monotonicMs'>): SignInLimit {
  const windows = new Map<string, { readonly endsMs: number; failures: number }>();

  function windowOf(address: string) {
    const found = windows.get(address);
    return found && found.endsMs > clock.monotonicMs() ? found : undefined;
  }

  return {
    waitSeconds(address) {
      const found = windowOf(address);
      if (!found || found.failures < MAX_FAILURES) return 0;
      return Math.ceil((found.endsMs - clock.monotonicMs()) / 1_000);
    },
    failed(address) {
      const found = windowOf(address);
      if (found) found.failures += 1;
      else {
        windows.delete(address);
        windows.set(address, { endsMs: clock.monotonicMs() + WINDOW_MS, failures: 1 });
        const [oldest] = windows.keys();
        if (windows.size > MAX_ADDRESSES && oldest !== undefined) windows.delete(oldest);
      }
    },
  };
}

/** Of one address in a minute. */
const MAX_FAILURES = 5;
const WINDOW_MS = 60_000;
const MAX_ADDRESSES = 10_000;
