import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { KEY, report, SCHEMAS, WEBHOOKS } from './contract.ts';

// Fastify's own validation: every schema is added by name, and each route refers to one.
const app = Fastify({
  bodyLimit: 1_048_576,
  ajv: {
    customOptions: {
      strict: false,
      coerceTypes: false,
      removeAdditional: false,
      formats: { currency: true },
    },
  },
});
const rename = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"'), (key, value) =>
    key === '$ref' ? `${value}#` : value,
  );
for (const [name, schema] of Object.entries(SCHEMAS)) app.addSchema({ $id: name, ...rename(schema) });
app.addHook('onRequest', async (request, reply) => {
  if (request.headers['api-key'] !== KEY) await reply.code(401).send({ message: 'no valid key' });
});
for (const { path, schema } of WEBHOOKS) {
  app.post(path, { schema: { body: { $ref: `${schema}#` } } }, (_request, reply) => {
    reply.code(200).send();
  });
}
await app.listen({ port: 0, host: '127.0.0.1' });
report((app.server.address() as AddressInfo).port);
