import type { IncomingMessage } from 'node:http';
import { type EventType, isEventType, registry } from '@partner-webhooks/types';
import type { Request, RequestHandler, Response } from 'express';
import type { Context, Document } from 'openapi-backend';
import definition from '../generated/receiver.json' with { type: 'json' };
import type { RequestRules } from '../generated/requests.ts';
import { ContractBackend } from '../http/contract-backend.ts';
import { HttpError } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import type { Receive } from './receive.ts';

/** What happens to requests, and who may send them. */
export interface PublicRoutesOptions extends Receive {
  readonly requests: Readonly<Record<string, RequestRules>>;
  /** @throws HttpError 401 */
  readonly authenticate: (req: IncomingMessage, eventType: EventType | undefined) => void;
}

/**
 * Routes requests by the receiver definition, which is generated from the contract. `eventTypeOfPath` decides the event type
 * of a path; openapi-backend rejects every other request by the same definition, with 404 or 405
 * (docs/decisions/0003-openapi-backend.md).
 */
export async function publicRoutes(options: PublicRoutesOptions): Promise<RequestHandler> {
  const { requests, authenticate, receive, reject } = options;
  const rejectPath = (_context: Context, req: Request, res: Response) =>
    reject(new HttpError('UNKNOWN_PATH'), req, res);

  const document = definition as unknown as Document;
  const api: ContractBackend = new ContractBackend({
    definition: document,
    strict: true,
    quick: true,
    validate: false,
    // Every request has been authenticated before, also for unknown paths: other clients must not learn which exist.
    securityHandlers: Object.fromEntries(
      Object.keys(document.components?.securitySchemes ?? {}).map((name) => [name, () => true]),
    ),
    handlers: {
      notFound: rejectPath,
      // openapi-backend accepts a path that `eventTypeOfPath` does not. Only the latter decides.
      notImplemented: rejectPath,
      methodNotAllowed: ({ request: { path } }, req: Request, res: Response) => {
        const methods = api.methodsAt(path);
        const error = new HttpError('METHOD_NOT_ALLOWED', {
          methods: methods.join(' or '),
          headers: { Allow: methods.join(', ') },
        });
        return reject(error, req, res);
      },
    },
  });
  await api.init();
  for (const { path, method, ...operation } of api.router.getOperations())
    checkOperation(path, method, operation, requests);

  return (req, res) => {
    const eventType = eventTypeOfPath(req.path);
    // First and synchronously: no request behind one that is rejected for this is processed.
    authenticate(req, eventType);
    // openapi-backend searches the operation for each request and copies the request three times. A map is enough here.
    if (eventType !== undefined && req.method === requests[eventType]?.method)
      return receive(eventType, req, res);
    const path = eventType === undefined ? req.path : registry[eventType].path;
    return api.handleRequest({ method: req.method, path, headers: {} }, req, res);
  };
}

/** @throws Error if the definition, the rules for requests and the event registry do not agree. */
function checkOperation(
  path: string,
  method: string,
  operation: object,
  requests: PublicRoutesOptions['requests'],
): void {
  const { 'x-event-type': eventType } = operation as { 'x-event-type'?: unknown };
  if (!isEventType(eventType) || requests[eventType]?.method !== method.toUpperCase())
    throw new Error(`${method} ${path} is not a webhook`);
  if (eventTypeOfPath(path) !== eventType) throw new Error(`${path} is not the path of ${eventType}`);
}
