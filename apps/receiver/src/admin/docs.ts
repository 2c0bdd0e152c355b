import { dirname } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { requestState } from '../http/request-log.ts';
import { preferCompressed } from './prefer-compressed.ts';

/**
 * Serves the documentation.
 *
 * @param docsPage the first page, in the folder that is served.
 */
export function docs(docsPage: string): Router {
  const folder = dirname(docsPage);
  const files = express.static(folder, { index: 'index.html' });
  return Router().use(logAsDocs, preferCompressed(folder), files);
}

const logAsDocs: RequestHandler = (_req, res, next) => {
  requestState(res).fields['path'] = '/docs/';
  next();
};
