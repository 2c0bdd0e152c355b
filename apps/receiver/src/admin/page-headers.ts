import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Keeps browsers from giving pages of the admin listener to other sites, and pages from loading anything from elsewhere or
 * running what is written into them.
 */
export const pageHeaders: RequestHandler = (req, res, next) => {
  const isReference = req.path.startsWith('/docs/reference/');
  (isReference ? referenceHeaders : strictHeaders)(req, res, next);
};

const common = {
  xFrameOptions: { action: 'deny' },
  // The listener speaks plain HTTP: a browser must not remember HTTPS for `localhost`.
  strictTransportSecurity: false,
} as const;

const directives = {
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
};

const strictHeaders = helmet({ ...common, contentSecurityPolicy: { useDefaults: false, directives } });

/** Redoc writes its styles while it runs, has a font in them, and searches in a worker that it makes. */
const referenceHeaders = helmet({
  ...common,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...directives,
      'style-src': ["'self'", "'unsafe-inline'"],
      'font-src': ["'self'", 'data:'],
      'worker-src': ['blob:'],
    },
  },
});
