import {
  type Attributes,
  context,
  type ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Claim } from '../model.ts';

/** The name of the tracer, and of the messaging system in attributes. */
export const TRACER_NAME = 'partner-webhooks';

/** The attributes of spans that are about a notification: OpenTelemetry's semantic conventions for messaging. */
export function messagingAttributes(
  operation: 'receive' | 'process',
  eventType: string,
  id: string | undefined,
): Attributes {
  return {
    'messaging.system': TRACER_NAME,
    'messaging.operation.name': operation,
    'messaging.operation.type': operation,
    'messaging.destination.name': eventType,
    ...(id !== undefined && { 'messaging.message.id': id }),
  };
}

/** Whether an SDK is registered. Without one, nothing is spent on spans. */
export function isTracing(): boolean {
  const provider: object = trace.getTracerProvider();
  // Not by `instanceof`: a program that is bundled has a copy of the API.
  if (!('getDelegateTracer' in provider)) return true;
  return (provider as ProxyTracerProvider).getDelegateTracer(TRACER_NAME) !== undefined;
}

/**
 * The context of a span as the registered propagators write it, as JSON. It has no baggage, which can hold personal data.
 *
 * @returns `undefined` if there is nothing to write, or too much.
 */
export function traceContextOf(span: Span): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
  const text = JSON.stringify(carrier);
  return text === '{}' || text.length > MAX_CONTEXT_CHARS ? undefined : text;
}

// `traceparent` has 55 characters, and `tracestate` up to 512 (W3C Trace Context).
const MAX_CONTEXT_CHARS = 1_000;

/** The span of an attempt. None of its methods throws. */
export interface AttemptSpan {
  /** Calls a function in the context of the span. */
  run<T>(work: () => T): T;
  /** Names the class of an error, never its text: that can quote the payload. */
  fail(cause: unknown): void;
  end(outcome: string): void;
}

/** Starts the span of an attempt: the child of the span of the request that delivered the notification first. */
export function startAttemptSpan({ id, notification, attempt, replays, traceContext }: Claim): AttemptSpan {
  if (!isTracing()) return UNTRACED;
  const { eventType } = notification;
  const span = trace.getTracer(TRACER_NAME).startSpan(
    `process ${eventType}`,
    {
      kind: SpanKind.CONSUMER,
      attributes: {
        ...messagingAttributes('process', eventType, id),
        'partner_webhooks.attempt': attempt,
        'partner_webhooks.replays': replays,
      },
    },
    parentOf(traceContext),
  );
  let error: string | undefined;
  return {
    run: (work) => context.with(trace.setSpan(ROOT_CONTEXT, span), work),
    fail(cause) {
      error = classOf(cause);
    },
    end(outcome) {
      span.setAttribute('partner_webhooks.outcome', outcome);
      if (outcome === 'failed' || outcome === 'dead') {
        span.setAttribute('error.type', error ?? UNKNOWN_ERROR);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
}

const UNTRACED: AttemptSpan = { run: (work) => work(), fail() {}, end() {} };

/** The name of the class of a thrown value. To read it can run foreign code. */
function classOf(thrown: unknown): string {
  try {
    const name: unknown = (thrown as object).constructor.name;
    return typeof name === 'string' && CLASS_NAME.test(name) ? name : UNKNOWN_ERROR;
  } catch {
    return UNKNOWN_ERROR;
  }
}

const CLASS_NAME = /^[\w$]{1,100}$/;

// The semantic conventions' word for an error of unknown type.
const UNKNOWN_ERROR = '_OTHER';

/** What claimed the notification is no parent: it may have been received at any time, by any process. */
function parentOf(traceContext: string | undefined) {
  if (traceContext === undefined) return ROOT_CONTEXT;
  try {
    return propagation.extract(ROOT_CONTEXT, JSON.parse(traceContext));
  } catch {
    return ROOT_CONTEXT;
  }
}
