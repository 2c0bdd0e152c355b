import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Hono } from 'hono';
import { KEY, report, SCHEMAS, WEBHOOKS } from './contract.ts';

// Hono on Node, with Ajv compiled at the start.
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addFormat('currency', true);
ajv.addSchema({ $id: 'contract', components: { schemas: SCHEMAS } });
const app = new Hono();
for (const { path, schema } of WEBHOOKS) {
  const isValid = ajv.compile({ $ref: `contract#/components/schemas/${schema}` });
  app.post(path, async (context) => {
    if (context.req.header('api-key') !== KEY) return context.json({ message: 'no valid key' }, 401);
    if (!isValid(await context.req.json())) return context.json({ errors: isValid.errors }, 400);
    return context.body(null, 200);
  });
}
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () =>
  report((server.address() as AddressInfo).port),
);
