import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Keeps browsers from giving pages of the admin listener to other sites. The documentation limits in a meta tag what it may
 * load; only a header can forbid frames.
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
  // The listener speaks plain HTTP: a browser must not remember HTTPS for `localhost`.
  strictTransportSecurity: false,
});
