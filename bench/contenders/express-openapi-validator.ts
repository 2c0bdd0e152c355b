import type { AddressInfo } from 'node:net';
import express from 'express';
import { middleware } from 'express-openapi-validator';
import { asPaths, KEY, report, WEBHOOKS } from './contract.ts';

// As its documentation shows.
const app = express();
app.use(express.json());
app.use(
  middleware({
    apiSpec: asPaths() as never,
    formats: { currency: true },
    validateRequests: true,
    validateResponses: false,
    validateSecurity: { handlers: { apiKey: (req) => req.get('api-key') === KEY } },
  }),
);
for (const { path } of WEBHOOKS) app.post(path, (_req, res) => void res.status(200).end());
const server = app.listen(0, '127.0.0.1', () => report((server.address() as AddressInfo).port));
