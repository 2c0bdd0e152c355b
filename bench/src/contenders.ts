import type { Contender } from './contender.ts';

/** The receiver as it is, but for an inbox that keeps nothing. */
export const RECEIVER: Contender = {
  name: 'this receiver, with an inbox that keeps nothing',
  program: ['receiver.ts'],
};

/** Those that receive and validate. */
export const VALIDATE: readonly Contender[] = [
  { name: 'node:http, nothing but JSON.parse (the floor)', program: ['node-http.ts'] },
  { name: 'Express by hand, with our validators', program: ['express-by-hand.ts'] },
  RECEIVER,
  { name: 'openapi-backend as documented', program: ['openapi-backend.ts'] },
  { name: 'express-openapi-validator', program: ['express-openapi-validator.ts'] },
  { name: 'Fastify', program: ['fastify.ts'] },
  { name: 'Hono with Ajv', program: ['hono.ts'] },
];

/** The receiver as it is. */
export const DURABLE_RECEIVER: Contender = {
  name: 'this receiver on SQLite',
  program: ['receiver.ts', '--durable'],
};

/** Those that have a notification on disk before they answer. */
export const STORE: readonly Contender[] = [
  DURABLE_RECEIVER,
  { name: 'Express by hand, one INSERT a request', program: ['express-insert.ts'] },
];

/** One that has it in a queue on a PostgreSQL that is running. */
export function queueOn({ connectionString }: { readonly connectionString: string }): Contender {
  return {
    name: 'Express by hand, one job a request in graphile-worker on PostgreSQL',
    program: ['postgres-queue.ts', connectionString],
  };
}
