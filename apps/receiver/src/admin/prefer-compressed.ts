import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler } from 'express';

/**
 * Leads a request for a file to its compressed form, if there is one and the client takes it. The build compresses each file, as
 * `<file>.br` and `<file>.gz`, so that no request waits for it.
 *
 * @param folder that is served after this.
 */
export function preferCompressed(folder: string): RequestHandler {
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

const ENCODINGS = ['br', 'gzip', 'identity'];
const SUFFIXES: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };
// Names that the build gives: nothing to decode, and no way out of the folder.
const NAME_OF_FILE = /^(?:\/[\w-][\w.-]*)+$/;

function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
