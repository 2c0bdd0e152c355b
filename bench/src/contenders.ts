import type { Contender } from './contender.ts';

/** Reads and parses, and validates nothing: the upper bound on Node. */
export const FLOOR: Contender = {
  name: 'node:http, nothing but JSON.parse (the floor)',
  program: ['node-http.ts'],
};
export const EXPRESS_BY_HAND: Contender = {
  name: 'Express by hand, with our validators',
  program: ['express-by-hand.ts'],
};
/** The receiver with an inbox that stores nothing. */
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
 * Contenders that receive and validate, in the order of measurement; those that store follow. The receiver is next to the
 * ones that it is compared with, because the speed of the machine changes within seconds.
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

/** The receiver with its inbox on SQLite. */
export const DURABLE_RECEIVER: Contender = {
  name: 'this receiver on SQLite',
  program: ['receiver.ts', '--durable'],
};
export const EXPRESS_INSERT: Contender = {
  name: 'Express by hand, one INSERT a request',
  program: ['express-insert.ts'],
};

/** Contenders that write a notification to disk before they respond. */
export const STORE: readonly Contender[] = [DURABLE_RECEIVER, EXPRESS_INSERT];

/** A contender with a queue on a running PostgreSQL. */
export function queueOn({ connectionString }: { readonly connectionString: string }): Contender {
  return {
    name: 'graphile-worker on PostgreSQL, one job a request',
    program: ['postgres-queue.ts', connectionString],
  };
}

/** The contenders that store in PostgreSQL without HTTP. */
export const STORING_NAMES = {
  single: 'one INSERT and commit per request, one connection',
  pool: 'one INSERT and commit per request, ten connections',
  indexed: 'the same, with duplicates, search and lists',
  inbox: 'the inbox on PostgreSQL',
  twoInboxes: 'the inbox on PostgreSQL, two processes',
} as const;
