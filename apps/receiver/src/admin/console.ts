import { basename, dirname } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { requestState } from '../http/request-log.ts';
import { preferCompressed } from './prefer-compressed.ts';

/**
 * Serves the console: the files of its build, and its first page for every other path, which is one of its views. Files below
 * `assets/` have the hash of their content in their names.
 */
export function serveConsole(page: string): Router {
  const router = Router();
  const files = dirname(page);
  router.use(logAsConsole, preferCompressed(files));
  router.use(
    '/assets',
    express.static(`${files}/assets`, { immutable: true, maxAge: '1y', fallthrough: true }),
  );
  router.use('/assets', (_req, res) => void res.sendStatus(404));
  router.use(express.static(files, { index: false, redirect: false }));
  // With a root: of a whole path, Express sends none below a folder such as `.pnpm`, where an artefact has it.
  router.get('/{*view}', (_req, res) =>
    res.set('Cache-Control', 'no-cache').sendFile(basename(page), { root: files }),
  );
  return router;
}

const logAsConsole: RequestHandler = (_req, res, next) => {
  requestState(res).fields['path'] = '/console/';
  next();
};
