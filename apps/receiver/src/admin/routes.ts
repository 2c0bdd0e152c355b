import type { IncomingMessage } from 'node:http';
import definition from '@partner-webhooks/admin-api/openapi.json' with { type: 'json' };
import { CursorError, type Inbox } from '@partner-webhooks/inbox';
import { isDateTime } from '@partner-webhooks/types/date-time';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Context, Document, Options } from 'openapi-backend';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { ContractBackend } from '../http/contract-backend.ts';
import { invalidRequest, methodNotAllowed, noAdminToken, nothingServed } from '../http/errors.ts';
import { requestState } from '../http/request-log.ts';
import type { OnRepetition } from '../repetition-report.ts';
import { followChanges } from './changes.ts';
import { notificationOperations } from './notifications.ts';
import type { AdminRequest, Operations } from './operation.ts';
import { receiverOperations } from './overview.ts';
import { quarantineOperations } from './quarantine.ts';

/** What the admin API works with. */
export interface AdminRoutesOptions {
  readonly config: Config;
  readonly inbox: Inbox;
  readonly isValidToken: (token: string | undefined) => boolean;
  /** The metrics as text, with the media type of that text. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Called when there is something to handle. */
  readonly onPending: () => void;
  /** Told of every released body whose payload the inbox had already. */
  readonly onRepetition: OnRepetition;
  readonly log: Logger;
  readonly now: () => Date;
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  readonly stopping: AbortSignal;
}

/**
 * Serves the admin contract (openapi/admin): openapi-backend finds the operation, asks for the token and judges the
 * request; an operation that nobody has written does not compile.
 */
export async function adminRoutes(options: AdminRoutesOptions): Promise<Router> {
  const { inbox, config, isValidToken, log } = options;
  const operations: Operations = {
    ...notificationOperations(options),
    ...quarantineOperations(options),
    ...receiverOperations(inbox, config),
  };
  const api: ContractBackend = new ContractBackend({
    definition: structuredClone(definition) as unknown as Document,
    strict: true,
    // Each operation is compiled when it is asked for first; most never are.
    quick: true,
    coerceTypes: true,
    ajvOpts: { allErrors: true, useDefaults: true },
    customizeAjv: judgeOfContract,
    // Asked for below, before the body is read.
    securityHandlers: { adminToken: logOperation },
    handlers: {
      validationFail: ({ validation }: Context) => {
        throw invalidRequest((validation.errors ?? []).map(violation));
      },
      notFound: () => {
        throw nothingServed();
      },
      methodNotAllowed: (_context, req: Request) => {
        throw methodNotAllowed(api.methodsAt(req.path));
      },
      followChanges: ({ request }: Context, _req: Request, res: Response) =>
        followChanges(options, res, request.query['eventType'] as string | undefined),
      getMetrics: async (_context, _req: Request, res: Response) => {
        const { type, text } = await options.metrics();
        res.type(type).send(text);
      },
      ...Object.fromEntries(
        Object.entries(operations).map(([id, operation]) => [id, answering(operation as AnyOperation, log)]),
      ),
    },
  });
  await api.init();

  const router = Router();
  router.use((req, _res, next) => {
    if (!isValidToken(bearerToken(req))) throw noAdminToken();
    next();
  });
  router.use(express.json({ limit: MAX_BODY, type: () => true }), refuseBody);
  router.use((req, res) =>
    api.handleRequest(
      {
        method: req.method,
        path: req.path,
        headers: { 'content-type': 'application/json' },
        query: req.query as Record<string, string>,
        body: req.body,
      },
      req,
      res,
    ),
  );
  return router;
}

/** The token that a request carries (RFC 6750, section 2.1). */
export function bearerToken({ headers }: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** The log line of a request has the path of its operation, in which names stand for values. */
function logOperation({ operation }: Context, _req: Request, res: Response): true {
  requestState(res).fields['path'] = operation.path;
  return true;
}

const MAX_BODY = '64kb';

/** What body-parser says of a body that is too large, broke off or is no JSON. */
const refuseBody: ErrorRequestHandler = (error, _req, _res, next) => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status !== 400 && status !== 413 && status !== 415) return next(error);
  next(invalidRequest([{ field: '', code: 'json', message: `expected JSON of at most ${MAX_BODY}` }]));
};

type AnyOperation = (request: AdminRequest<never>) => Promise<object>;

/**
 * openapi-backend's own Ajv knows neither JSON Schema 2020-12 nor the formats, and the `date-time` of ajv-formats takes what
 * is no time to `Date`.
 */
const judgeOfContract: Customize = (_ajv, options) => {
  const ajv = new Ajv2020({ ...options, strict: false });
  addFormats.default(ajv);
  ajv.addFormat('date-time', isDateTime);
  return ajv as unknown as ReturnType<Customize>;
};

type Customize = NonNullable<Options['customizeAjv']>;

function answering(operation: AnyOperation, log: Logger) {
  return async ({ request }: Context, _req: Request, res: Response): Promise<void> => {
    const { requestId } = requestState(res);
    const { params: path, query, requestBody: body } = request;
    const asked = { path, query, body, log: log.child({ requestId }) } as unknown as AdminRequest<never>;
    const answer = await operation(asked).catch((error: unknown) => {
      if (error instanceof CursorError)
        throw invalidRequest([{ field: 'cursor', code: 'cursor', message: error.message }]);
      throw error;
    });
    res.set('Cache-Control', 'no-store').json(answer);
  };
}

/** Where and why, in the words of an `ErrorMessage`. */
function violation({ instancePath, keyword, message = '', params }: ErrorObject) {
  const { missingProperty, additionalProperty, unevaluatedProperty } = params as Record<string, unknown>;
  const child = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  const place = child === undefined ? instancePath : `${instancePath}/${child}`;
  const field = place.replace(/^\/(query|path)\//, '').replace(/^\/requestBody/, '');
  return { field: field.slice(0, 200), code: keyword, message };
}
