import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import express, { type Request, type Response } from 'express';
import { type Context, type Document, OpenAPIBackend } from 'openapi-backend';
import { asPaths, KEY, report, WEBHOOKS } from './contract.ts';

// As its documentation shows, with two additions for OpenAPI 3.1: its check of the document supports 3.0 only, and its Ajv
// supports neither JSON Schema 2020-12 nor the formats.
class Backend extends OpenAPIBackend {
  override validateDefinition(): Document {
    return this.document;
  }
}
const api = new Backend({
  definition: asPaths() as unknown as Document,
  strict: true,
  customizeAjv: (_ajv, options) => {
    const ajv = new Ajv2020({ ...options, strict: false });
    addFormats.default(ajv);
    ajv.addFormat('currency', true);
    return ajv as never;
  },
  securityHandlers: { apiKey: (context) => context.request.headers['api-key'] === KEY },
  handlers: {
    unauthorizedHandler: (_context, _req: Request, res: Response) =>
      res.status(401).json({ message: 'no key' }),
    validationFail: ({ validation }: Context, _req: Request, res: Response) =>
      res.status(400).json({ errors: validation.errors }),
    notFound: (_context, _req: Request, res: Response) => res.status(404).json({ message: 'not found' }),
    ...Object.fromEntries(
      WEBHOOKS.map(({ operationId }) => [
        operationId,
        (_context: Context, _req: Request, res: Response) => res.status(200).end(),
      ]),
    ),
  },
});
await api.init();
const app = express();
app.use(express.json());
app.use((req, res) =>
  api.handleRequest(
    {
      method: req.method,
      path: req.path,
      body: req.body,
      query: req.query as Record<string, string>,
      headers: req.headers as Record<string, string>,
    },
    req,
    res,
  ),
);
const server = app.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));
