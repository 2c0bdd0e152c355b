import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Keeps browsers from giving pages of the admin listener to other sites, and pages from loading anything from elsewhere or
 * running what is written into them. The documentation limits in a meta tag what it may load, because its scripts are written
 * into the page.
 */
export const pageHeaders: RequestHandler = (req, res, next) => {
  const isDocs = req.path === '/docs' || req.path.startsWith('/docs/');
  (isDocs ? docsHeaders : strictHeaders)(req, res, next);
};

const common = {
  xFrameOptions: { action: 'deny' },
  // The listener speaks plain HTTP: a browser must not remember HTTPS for `localhost`.
  strictTransportSecurity: false,
} as const;

const strictHeaders = helmet({
  ...common,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
});

const docsHeaders = helmet({
  ...common,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': helmet.contentSecurityPolicy.dangerouslyDisableDefaultSrc,
      'frame-ancestors': ["'none'"],
    },
  },
});
