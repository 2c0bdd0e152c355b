import type { operations } from '@partner-webhooks/admin-api';
import type { Audit } from './audit.ts';
import type { Operator } from './operators.ts';

/** The operations of the admin API with a JSON response. */
export type OperationId = {
  [Id in keyof operations]: operations[Id] extends JsonResponse<unknown> ? Id : never;
}[keyof operations];

/** A request for an operation: validated against the admin contract, with its defaults filled in. */
export interface AdminRequest<Id extends keyof operations> {
  readonly path: NonNullable<operations[Id]['parameters']['path']>;
  readonly query: NonNullable<operations[Id]['parameters']['query']>;
  readonly body: BodyOf<operations[Id]>;
  readonly operator: Operator;
  readonly audit: Audit;
}

/** The response body of an operation, by the admin contract. */
export type ResponseOf<Id extends OperationId> =
  operations[Id] extends JsonResponse<infer Body> ? Body : never;

/** Some of the operations of the admin API. */
export type Operations<Id extends OperationId = OperationId> = {
  readonly [Each in Id]: (request: AdminRequest<Each>) => Promise<ResponseOf<Each>>;
};

interface JsonResponse<Body> {
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': Body } } };
}

type BodyOf<Operation> = Operation extends {
  requestBody: { content: { 'application/json': infer Body } };
}
  ? Body
  : Operation extends { requestBody?: { content: { 'application/json': infer Body } } }
    ? Body | undefined
    : undefined;
