import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { requestState } from '../http/request-log.ts';

/**
 * Serves the documentation: the files of a folder, compressed if the client takes it. The build compresses each file, as
 * `<file>.br` and `<file>.gz`, so that no request waits for it.
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

const ENCODINGS = ['br', 'gzip', 'identity'];
const SUFFIXES: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };
// Names that the build gives: nothing to decode, and no way out of the folder.
const NAME_OF_FILE = /^(?:\/[\w-][\w.-]*)+$/;

function preferCompressed(folder: string): RequestHandler {
  return async (req, res, next) => {
    const path = req.path.endsWith('/') ? `${req.path}index.html` : req.path;
    const encoding = req.acceptsEncodings(ENCODINGS);
    const suffix = encoding === false ? undefined : SUFFIXES[encoding];
    res.vary('Accept-Encoding');
    if (suffix !== undefined && NAME_OF_FILE.test(path) && (await isFile(join(folder, path + suffix)))) {
      res.type(path.slice(path.lastIndexOf('.')));
      res.set('Content-Encoding', encoding as string);
      req.url = path + suffix;
    }
    next();
  };
}

function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
