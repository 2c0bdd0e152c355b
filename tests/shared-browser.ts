import { type Browser, launchChromium } from '@partner-webhooks/test-chromium';

/** The browser of all files that a process tests; it ends with the process. To start one takes 0.8 s of CPU time. */
export const sharedBrowser = (() => {
  let launched: Promise<Browser> | undefined;
  return () => (launched ??= launchChromium());
})();
