import { isEventType } from '@partner-webhooks/types';
import type { Request, RequestHandler, Response } from 'express';
import type { Context, Document } from 'openapi-backend';
import definition from '../generated/receiver.json' with { type: 'json' };
import type { Receive } from '../receive.ts';
import { ContractBackend } from './contract-backend.ts';
import { methodNotAllowed, unauthorized } from './refusal.ts';

/** What happens to the requests that the contract knows, and who may send them. */
export interface ContractRoutesOptions extends Receive {
  /** Header that carries the key, in lower case. */
  readonly apiKeyHeader: string;
  readonly isValidKey: (key: string | undefined) => boolean;
}

/**
 * Routes requests by the receiver's definition, which is generated from the contract: openapi-backend finds the
 * operation, asks for the key, and calls the hook for what the contract does not know. Bodies are judged elsewhere
 * (docs/decisions/0003-openapi-backend.md).
 */
export async function contractRoutes(options: ContractRoutesOptions): Promise<RequestHandler> {
  const { apiKeyHeader, isValidKey, receive, refuseUnknownPath } = options;
  const isAuthenticated = (req: Request) => isValidKey(headerOf(req, apiKeyHeader));
  const authenticate = (req: Request) => {
    if (!isAuthenticated(req)) throw unauthorized(apiKeyHeader);
  };

  const api: ContractBackend = new ContractBackend({
    definition: structuredClone(definition) as unknown as Document,
    strict: true,
    validate: false,
    securityHandlers: { apiKey: (_context, req: Request) => isAuthenticated(req) },
    handlers: {
      unauthorizedHandler: () => {
        throw unauthorized(apiKeyHeader);
      },
      // openapi-backend asks for the key only where it knows the operation; a stranger learns no path this way either.
      notFound: (_context, req: Request, res: Response) => {
        authenticate(req);
        return refuseUnknownPath(req, res);
      },
      methodNotAllowed: (_context, req: Request) => {
        authenticate(req);
        throw methodNotAllowed(api.methodsAt(req.path));
      },
    },
  });
  await api.init();
  const operations = api.router.getOperations();
  api.router.getOperations = () => operations;
  for (const operation of operations) {
    const { operationId, 'x-event-type': eventType } = operation as typeof operation & {
      'x-event-type'?: unknown;
    };
    if (operationId === undefined || !isEventType(eventType))
      throw new Error(`${operation.path} has no event type`);
    api.register(operationId, (_context: Context, req: Request, res: Response) =>
      receive(eventType, req, res),
    );
  }
  // Only what routing needs is passed on: the rest would be copied, parsed and thrown away three times a request.
  return (req, res) => api.handleRequest({ method: req.method, path: req.path, headers: {} }, req, res);
}

function headerOf(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}
