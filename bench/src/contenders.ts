import type { Contender } from './contender.ts';

/** Reads and parses, and judges nothing: nobody on Node can be faster. */
export const FLOOR: Contender = {
  name: 'node:http, nothing but JSON.parse (the floor)',
  program: ['node-http.ts'],
};
export const EXPRESS_BY_HAND: Contender = {
  name: 'Express by hand, with our validators',
  program: ['express-by-hand.ts'],
};
/** The receiver as it is, but for an inbox that keeps nothing. */
export const RECEIVER: Contender = {
  name: 'this receiver, with an inbox that keeps nothing',
  program: ['receiver.ts'],
};
export const OPENAPI_BACKEND: Contender = {
  name: 'openapi-backend as documented',
  program: ['openapi-backend.ts'],
};
export const EXPRESS_OPENAPI_VALIDATOR: Contender = {
  name: 'express-openapi-validator',
  program: ['express-openapi-validator.ts'],
};
export const FASTIFY: Contender = { name: 'Fastify', program: ['fastify.ts'] };

/**
 * Those that receive and validate. They are measured in this order and followed by those that store: the receiver has
 * beside it those that it is compared with, since the machine is another one ten seconds later.
 */
export const VALIDATE: readonly Contender[] = [
  FLOOR,
  { name: 'Hono with Ajv', program: ['hono.ts'] },
  FASTIFY,
  EXPRESS_OPENAPI_VALIDATOR,
  OPENAPI_BACKEND,
  EXPRESS_BY_HAND,
  RECEIVER,
];

/** The receiver as it is. */
export const DURABLE_RECEIVER: Contender = {
  name: 'this receiver on SQLite',
  program: ['receiver.ts', '--durable'],
};
export const EXPRESS_INSERT: Contender = {
  name: 'Express by hand, one INSERT a request',
  program: ['express-insert.ts'],
};

/** Those that have a notification on disk before they answer. */
export const STORE: readonly Contender[] = [DURABLE_RECEIVER, EXPRESS_INSERT];

/** One that has it in a queue on a PostgreSQL that is running. */
export function queueOn({ connectionString }: { readonly connectionString: string }): Contender {
  return {
    name: 'graphile-worker on PostgreSQL, one job a request',
    program: ['postgres-queue.ts', connectionString],
  };
}
