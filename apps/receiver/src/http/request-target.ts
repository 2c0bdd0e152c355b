import type { RequestListener } from 'node:http';

/**
 * Gives every request a path. A target may be a whole URL (RFC 9112, section 3.2.2). If it cannot be parsed as one, Express
 * would call no middleware and respond by itself; its text then stands for the path, which no route matches.
 */
export function withPath(app: RequestListener): RequestListener {
  return (req, res) => {
    const { url = '' } = req;
    if (!url.startsWith('/') && url !== '*') req.url = pathOf(url);
    app(req, res);
  };
}

function pathOf(target: string): string {
  const url = URL.parse(target);
  return url?.pathname.startsWith('/') ? url.pathname + url.search : `/${encodeURIComponent(target)}`;
}
