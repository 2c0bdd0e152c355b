import express, { type Express } from 'express';

/** Creates an Express app without the headers and the parsing that neither listener needs. */
export function createBareApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  return app;
}
