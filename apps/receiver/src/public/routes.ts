import { isEventType, registry } from '@partner-webhooks/types';
import type { Request, RequestHandler, Response } from 'express';
import type { Context, Document } from 'openapi-backend';
import definition from '../generated/receiver.json' with { type: 'json' };
import { ContractBackend } from '../http/contract-backend.ts';
import { methodNotAllowed, notFound, unauthorized } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import { headerOf } from '../http/headers.ts';
import type { Receive } from './receive.ts';

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
  const { apiKeyHeader, isValidKey, receive, refuse } = options;
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
        return refuse(notFound(), req, res);
      },
      methodNotAllowed: ({ request: { path } }, req: Request, res: Response) => {
        authenticate(req);
        return refuse(methodNotAllowed(api.methodsAt(path)), req, res);
      },
    },
  });
  await api.init();

  for (const operation of api.router.getOperations()) {
    const { path, method, operationId } = operation;
    const { 'x-event-type': eventType } = operation as { 'x-event-type'?: unknown };
    if (operationId === undefined || method !== 'post' || !isEventType(eventType))
      throw new Error(`${method} ${path} is not a webhook`);
    if (eventTypeOfPath(path) !== eventType) throw new Error(`${path} is not the path of ${eventType}`);
    api.register(operationId, (_context: Context, req: Request, res: Response) =>
      receive(eventType, req, res),
    );
  }
  return (req, res) => {
    // First and at once: no request behind one that is refused for this is processed.
    authenticate(req);
    // openapi-backend looks for the operation anew at each request, and copies the request three times on the way. What a
    // path of the contract means does not change while the receiver runs, so it is asked only for everything else.
    const eventType = eventTypeOfPath(req.path);
    if (eventType === undefined || req.method !== 'POST') {
      const path = eventType === undefined ? req.path : registry[eventType].path;
      return api.handleRequest({ method: req.method, path, headers: {} }, req, res);
    }
    return receive(eventType, req, res);
  };
}
