import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, launchChromium } from '@partner-webhooks/test-chromium';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));

/** Below the time limit of a test, for a browser that shares two cores with other tests. */
export const BROWSER_TIMEOUT_MS = 20_000;

/** The site, as any server serves it, and a browser that reaches nothing else. */
export interface ServedSite {
  readonly browser: Browser;
  /** The address of the first page. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves the built folder below a path, and starts a browser. */
export async function serveSite(): Promise<ServedSite> {
  const server = createServer(async (req, res) => {
    const path = (req.url ?? '').split('?')[0]?.replace(/^\/docs\//, '') || 'index.html';
    const body = await readFile(join(dist, path)).catch(() => undefined);
    if (body === undefined) res.statusCode = 404;
    res.setHeader('content-type', `${TYPES[extname(path)] ?? 'text/plain'}; charset=utf-8`);
    res.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchChromium([
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ]);
  return {
    browser,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/docs/`,
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};
