import definition from '@partner-webhooks/admin-api/openapi.json' with { type: 'json' };
import { type Clock, CursorError, type Inbox } from '@partner-webhooks/inbox';
import { isDateTime } from '@partner-webhooks/types/date-time';
import { formatPointer } from '@partner-webhooks/types/json-pointer';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import express, { type ErrorRequestHandler, type Request, type Response, Router } from 'express';
import type { Context, Document, Options } from 'openapi-backend';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { ContractBackend } from '../http/contract-backend.ts';
import { HttpError } from '../http/errors.ts';
import { requestState } from '../http/request-log.ts';
import type { OnRepetition } from '../repetition-report.ts';
import { createAccess, operatorOfRequest } from './access.ts';
import { createAudit } from './audit.ts';
import { createChanges } from './changes.ts';
import { type InvalidField, invalidRequest } from './invalid-request.ts';
import { jobOperations } from './jobs.ts';
import { createLive } from './live.ts';
import { notificationOperations } from './notifications.ts';
import type { AdminRequest, OperationId, Operations } from './operation.ts';
import type { OperatorToken } from './operators.ts';
import { overviewOperations, readOverview } from './overview.ts';
import { pauseOperations } from './pauses.ts';
import { quarantineOperations } from './quarantine.ts';
import { sendNotificationBody, sendRejectedBody } from './raw-body.ts';
import type { Sessions } from './sessions.ts';

/** The dependencies of the admin API. */
export interface AdminRoutesOptions {
  readonly config: Config;
  readonly inbox: Inbox;
  readonly operatorOf: (token: string | undefined) => OperatorToken | undefined;
  readonly sessions: Sessions;
  /** The metrics as text, with the media type of that text. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** Called when notifications are pending. */
  readonly onPending: () => void;
  /** Called for each accepted body whose payload was in the inbox already. */
  readonly onRepetition: OnRepetition;
  readonly log: Logger;
  readonly clock: Clock;
  readonly newRequestId: () => string;
  /** Aborted when the receiver stops. */
  readonly stopping: AbortSignal;
  /** Called with each job that begins. The inbox has to stay open until it has ended. */
  readonly onRunning: (job: Promise<void>) => void;
}

/**
 * Serves the admin contract (openapi/admin): openapi-backend finds the operation, requires the token and validates the
 * request. An operation that is not implemented does not compile.
 */
export async function adminRoutes(options: AdminRoutesOptions): Promise<Router> {
  const { inbox, config } = options;
  const access = createAccess(options);
  const followLive = createLive({
    ...options,
    overview: () => readOverview(inbox, config, options.clock),
  });
  const followChanges = createChanges(options);
  const operations: Operations<Exclude<OperationId, SessionOperation>> = {
    ...notificationOperations(options),
    ...quarantineOperations({ ...options, maxBytes: config.MAX_BODY_BYTES }),
    ...pauseOperations(options),
    ...jobOperations(options),
    ...overviewOperations(inbox, config, options.clock),
  };
  const api: ContractBackend = new ContractBackend({
    definition: definition as unknown as Document,
    strict: true,
    // Compiles each operation at its first request; most are never requested.
    quick: true,
    coerceTypes: true,
    ajvOpts: { allErrors: true, useDefaults: true },
    customizeAjv: contractAjv,
    // The token is checked below, before the body is read.
    securityHandlers: { adminToken: logOperation, session: logOperation },
    handlers: {
      validationFail: ({ validation }: Context) => {
        throw invalidRequest((validation.errors ?? []).map(invalidField));
      },
      notFound: () => {
        throw new HttpError('UNKNOWN_ADMIN_PATH');
      },
      methodNotAllowed: (_context, req: Request) => {
        const methods = api.methodsAt(req.path);
        throw new HttpError('METHOD_NOT_ALLOWED', {
          methods: methods.join(' or '),
          headers: { Allow: methods.join(', ') },
        });
      },
      followChanges: ({ request }: Context, req: Request, res: Response) =>
        followChanges(res, {
          eventType: request.query['eventType'] as string | undefined,
          lastEventId: req.get('Last-Event-ID'),
        }),
      getNotificationBody: ({ request }: Context, _req: Request, res: Response) =>
        sendNotificationBody(inbox, String(request.params['id']), res),
      getQuarantinedBody: ({ request }: Context, _req: Request, res: Response) =>
        sendRejectedBody(inbox, String(request.params['id']), res),
      followLive: (_context: Context, _req: Request, res: Response) => followLive(res),
      signIn: ({ operation }: Context, req: Request, res: Response) => {
        requestState(res).fields['path'] = operation.path;
        access.signIn(req, res);
      },
      getSession: (_context: Context, req: Request, res: Response) => access.getSession(req, res),
      signOut: (_context: Context, req: Request, res: Response) => access.signOut(req, res),
      getMetrics: async (_context, _req: Request, res: Response) => {
        const { type, text } = await options.metrics();
        res.type(type).send(text);
      },
      ...Object.fromEntries(
        Object.entries(operations).map(([id, operation]) => [
          id,
          respondWith(operation as AnyOperation, options),
        ]),
      ),
    },
  });
  await api.init();

  const router = Router();
  router.use(access.authenticate);
  router.use((req, _res, next) => {
    // openapi-backend decodes the values in the path, and would fail for what is not percent-encoded UTF-8.
    if (!isDecodable(req.path)) throw new HttpError('UNKNOWN_ADMIN_PATH');
    next();
  });
  // An edited body is a text within JSON: each of its bytes may be escaped.
  const maxEditBytes = MAX_ADMIN_BODY_BYTES + 2 * config.MAX_BODY_BYTES;
  router.use(
    ['/api/quarantine/:id/edit', VALIDATE_PATH],
    express.json({ limit: maxEditBytes, type: () => true }),
  );
  router.use(express.json({ limit: MAX_ADMIN_BODY_BYTES, type: () => true }), rejectBody);
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

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Puts the path of the operation, with names in place of values, into the log line of the request. */
function logOperation({ operation }: Context, _req: Request, res: Response): true {
  requestState(res).fields['path'] = operation.path;
  return true;
}

const VALIDATE_PATH = '/api/validate';

const MAX_ADMIN_BODY_BYTES = 65_536;

/** Handles the errors of body-parser: the body is too large, broke off, or is not JSON. */
const rejectBody: ErrorRequestHandler = (error, _req, _res, next) => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status !== 400 && status !== 413 && status !== 415) return next(error);
  next(
    invalidRequest([
      { field: '', code: 'json', message: `expected JSON of at most ${MAX_ADMIN_BODY_BYTES} bytes` },
    ]),
  );
};

type AnyOperation = (request: AdminRequest<never>) => Promise<object>;

/**
 * openapi-backend's own Ajv knows neither JSON Schema 2020-12 nor the formats, and the `date-time` of ajv-formats accepts
 * texts that `Date` does not.
 */
const contractAjv: Customize = (_ajv, options) => {
  // Lint has checked the contract. To check it again, Ajv would compile the schema of schemas at the first request of each
  // operation, which takes several times as long as the operation's own.
  const ajv = new Ajv2020({ ...options, strict: false, meta: false, validateSchema: false });
  addFormats.default(ajv);
  ajv.addFormat('date-time', isDateTime);
  return ajv as unknown as ReturnType<Customize>;
};

type Customize = NonNullable<Options['customizeAjv']>;

type SessionOperation = 'signIn' | 'getSession' | 'signOut';

function respondWith(operation: AnyOperation, options: AdminRoutesOptions) {
  const audit = createAudit(options);
  return async ({ request }: Context, _req: Request, res: Response): Promise<void> => {
    const { requestId } = requestState(res);
    const operator = operatorOfRequest(res);
    const changes = request.method !== 'get' && request.path !== VALIDATE_PATH;
    if (operator.role === 'read-only' && changes) throw new HttpError('READ_ONLY', { name: operator.name });
    const { params: path, query, requestBody: body } = request;
    const adminRequest = {
      path,
      query,
      body,
      operator,
      audit: audit(operator, requestId),
    } as unknown as AdminRequest<never>;
    const response = await operation(adminRequest).catch((error: unknown) => {
      if (error instanceof CursorError)
        throw invalidRequest([{ field: 'cursor', code: 'cursor', message: error.message }]);
      throw error;
    });
    res.set('Cache-Control', 'no-store').json(response);
  };
}

/** Position and reason of an error of Ajv. */
function invalidField({ instancePath, keyword, message = '', params }: ErrorObject): InvalidField {
  const { missingProperty, additionalProperty, unevaluatedProperty } = params as Record<string, unknown>;
  const child = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  const pointer = instancePath + formatPointer(child === undefined ? [] : [String(child)]);
  const field = pointer.replace(/^\/(query|path)\//, '').replace(/^\/requestBody/, '');
  return { field: field.slice(0, MAX_FIELD_CHARS), code: keyword, message };
}

const MAX_FIELD_CHARS = 200;
