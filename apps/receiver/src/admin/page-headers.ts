import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What a browser may do with what the admin listener serves: show it to nobody but its reader. The documentation says in
 * a meta tag of its own what it may load; that it must not be framed can only be said here.
 */
export const pageHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc,
      'frame-ancestors': ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  // Plain HTTP, for this machine: a browser must not remember that `localhost` speaks HTTPS.
  strictTransportSecurity: false,
});
