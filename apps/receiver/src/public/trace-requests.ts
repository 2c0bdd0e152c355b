import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { messagingAttributes, TRACER_NAME, traceContextOf } from '@partner-webhooks/inbox';
import type { Request, RequestHandler, Response } from 'express';
import { onClosed } from '../http/on-closed.ts';
import { requestState } from '../http/request-log.ts';

/**
 * Traces requests by OpenTelemetry's semantic conventions for HTTP servers and messaging. The span is
 * the child of the one that the headers name (`traceparent`), or of the one that an instrumentation of `node:http` has
 * started. It has nothing that a sender wrote: an unknown path can hold a secret.
 */
export const traceRequests: RequestHandler = (req, res, next) => {
  const active = context.active();
  const isInstrumented = trace.getSpan(active) !== undefined;
  const parent = isInstrumented ? active : propagation.extract(active, req.headers);
  const method = METHODS.has(req.method) ? req.method : '_OTHER';
  const span = trace.getTracer(TRACER_NAME).startSpan(
    method,
    {
      kind: isInstrumented ? SpanKind.INTERNAL : SpanKind.SERVER,
      attributes: {
        'http.request.method': method,
        'url.scheme': 'encrypted' in req.socket ? 'https' : 'http',
        'network.protocol.version': req.httpVersion,
      },
    },
    parent,
  );
  res.locals[SPAN] = span;
  onClosed(res, () => endSpan(span, method, req, res));
  context.with(trace.setSpan(parent, span), next);
};

/** The context of the request's span, which is stored with its notification. */
export function traceContextOfRequest(res: Response): string | undefined {
  const span = res.locals[SPAN] as Span | undefined;
  return span && traceContextOf(span);
}

function endSpan(span: Span, method: string, req: Request, res: Response): void {
  const { fields, cause } = requestState(res);
  const { eventType, path, id, duplicate, quarantined } = fields;
  if (typeof eventType === 'string' && typeof path === 'string') {
    span.updateName(`${method} ${path}`);
    span.setAttributes({
      'http.route': path,
      'url.path': path,
      ...messagingAttributes('receive', eventType, typeof id === 'string' ? id : undefined),
    });
  }
  if (duplicate === true) span.setAttribute('partner_webhooks.duplicate', true);
  if (typeof quarantined === 'string') span.setAttribute('partner_webhooks.quarantined', quarantined);
  if (res.headersSent) span.setAttribute('http.response.status_code', res.statusCode);
  // The semantic conventions: for a server, 4xx is no error.
  const isFailed = res.statusCode >= 500 || cause !== undefined;
  if (isFailed || !res.writableFinished) {
    span.setAttribute('error.type', isFailed ? String(res.statusCode) : req.aborted ? 'aborted' : '_OTHER');
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

const SPAN = 'span';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);
