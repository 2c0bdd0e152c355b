import type { operations } from '@partner-webhooks/admin-api';
import type { Logger } from 'pino';

/** The operations of the admin API that answer with JSON. */
type OperationId = {
  [Id in keyof operations]: operations[Id] extends JsonAnswer<unknown> ? Id : never;
}[keyof operations];

/** What an operation is asked; already judged by the admin contract, and with its defaults filled in. */
export interface AdminRequest<Id extends keyof operations> {
  readonly path: NonNullable<operations[Id]['parameters']['path']>;
  readonly query: NonNullable<operations[Id]['parameters']['query']>;
  readonly body: BodyOf<operations[Id]>;
  /** Knows the request's id already. */
  readonly log: Logger;
}

/** What an operation answers, by the admin contract. */
export type Answer<Id extends OperationId> = operations[Id] extends JsonAnswer<infer Body> ? Body : never;

/** Some of the operations of the admin API. */
export type Operations<Id extends OperationId = OperationId> = {
  readonly [Each in Id]: (request: AdminRequest<Each>) => Promise<Answer<Each>>;
};

interface JsonAnswer<Body> {
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': Body } } };
}

type BodyOf<Operation> = Operation extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : Operation extends { requestBody?: { content: { 'application/json': infer Body } } }
    ? Body | undefined
    : undefined;
