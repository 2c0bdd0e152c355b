import type { Clock, Inbox } from '@partner-webhooks/inbox';
import { type EventType, registry } from '@partner-webhooks/types';
import type { HeaderRule } from '@partner-webhooks/types/headers';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { RequestRules } from '../generated/requests.ts';
import { type BodyReader, hasBody, type ReceivedBody } from '../http/body.ts';
import { bodyError } from '../http/body-error.ts';
import { decode } from '../http/content.ts';
import type { HttpError } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import { headerError } from '../http/headers.ts';
import { requestState } from '../http/request-log.ts';
import { acknowledge } from '../http/respond.ts';
import { createRepetitionReport, type OnRepetition } from '../repetition-report.ts';
import { knownPointer } from '../validation/known-pointer.ts';
import { type BodyValidation, validateBody } from '../validation/validate-body.ts';
import { createHeaderCheck } from './header-check.ts';
import { traceContextOfRequest } from './trace-requests.ts';

/** The dependencies of receiving. */
export interface ReceiveOptions {
  readonly inbox: Pick<Inbox, 'receive' | 'quarantine'>;
  readonly readBody: BodyReader;
  readonly requests: Readonly<Record<string, RequestRules>>;
  /** The headers that the contract describes, of the event types that have some. */
  readonly headers: Readonly<Record<string, readonly HeaderRule[]>>;
  /** The largest body that is accepted, after decompression. */
  readonly maxBytes: number;
  readonly newId: () => string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when the inbox has a new pending notification. */
  readonly onReceived: () => void;
  /** Called for each observation. */
  readonly onObservation: (observation: { readonly eventType: EventType; readonly kind: string }) => void;
  /** Called for each notification whose payload was in the inbox already. */
  readonly onRepetition: OnRepetition;
  /** Called for each body that went into quarantine. */
  readonly onQuarantine: (rejected: { readonly eventType?: EventType }) => void;
}

/** The two ways of an authenticated body: into the inbox, or into quarantine. */
export interface Receive {
  /**
   * Receives one notification: reads the body, validates it, stores it, and only then responds with 200, or the 2xx of the
   * contract. What the contract does not know yet is accepted, stored as observations, and logged with its position and kind.
   *
   * @throws HttpError if the body is rejected; it is in quarantine then.
   */
  readonly receive: (eventType: EventType, req: Request, res: Response) => Promise<void>;
  /** Rejects a request for its path or its method, and stores its body in quarantine. @throws HttpError always. */
  readonly reject: (error: HttpError, req: Request, res: Response) => Promise<never>;
}

/** Connects the steps of receiving. */
export function createReceive(options: ReceiveOptions): Receive {
  const { inbox, requests, readBody, maxBytes, newId, clock, log } = options;
  const { onReceived, onObservation, onQuarantine } = options;
  const report = createRepetitionReport(options);
  const contractHeaderError = createHeaderCheck(options.headers);
  const methods = new Set(Object.values(requests).map(({ method }) => method));
  return {
    async receive(eventType, req, res) {
      const { requestId, fields } = requestState(res);
      recordEventType(eventType, res);
      const received = await readBody(req, res);
      const checked = await check(eventType, req, received);
      if ('error' in checked) return quarantine(eventType, checked.error, received, req, res);
      const { notification, observations, body } = checked;
      const incoming = {
        id: newId(),
        notification,
        body,
        receivedAt: clock.now(),
        observations,
        traceContext: traceContextOfRequest(res),
      };
      const { id, duplicate, repetition } = await inbox.receive(incoming);
      fields['id'] = id;
      if (duplicate) fields['duplicate'] = true;
      acknowledge(res, requests[eventType]?.acknowledgement ?? 200);
      for (const { kind, pointer } of observations) {
        log.warn({ requestId, id, eventType, kind, pointer: knownPointer(pointer) }, 'observation');
        onObservation({ eventType, kind });
      }
      if (repetition) report(eventType, repetition, { requestId, id });
      if (!duplicate || repetition?.outcome === 'replayed') onReceived();
    },

    async reject(error, req, res) {
      const eventType = eventTypeOfPath(req.path);
      if (eventType) recordEventType(eventType, res);
      // A webhook is sent by these methods, even without a body; others are of interest only if they have one.
      if (!methods.has(req.method) && !hasBody(req)) throw error;
      return quarantine(eventType, error, await readBody(req, res), req, res);
    },
  };

  /** The notification in a body, or why it is rejected. */
  async function check(eventType: EventType, req: Request, received: ReceivedBody): Promise<Checked> {
    const error = received.error ?? headerError(req) ?? contractHeaderError(eventType, req);
    if (error) return { error };
    const mediaType = requests[eventType]?.mediaTypes.join(' or ') ?? '';
    const decoded = await decode(received.headers, received.bytes, maxBytes, mediaType);
    if ('error' in decoded) return decoded;
    const validation = validateBody(eventType, decoded.text);
    return validation.valid
      ? { ...validation, body: decoded.text }
      : { error: bodyError(validation.violations) };
  }

  /** Stores what has arrived of a rejected body, so that an operator can inspect and replay it, and rejects it. */
  async function quarantine(
    eventType: EventType | undefined,
    error: HttpError,
    received: ReceivedBody,
    req: Request,
    res: Response,
  ): Promise<never> {
    const { headers, bytes, incomplete, error: bodyFault } = received;
    if (!error.violations) throw error;
    // Nothing of it arrived. A body that is too large is stored even then, so that an operator sees that there was one.
    if (incomplete?.readBytes === 0 && bodyFault?.code !== 'BODY_TOO_LARGE') throw error;
    const { fields } = requestState(res);
    const id = newId();
    await inbox.quarantine({
      id,
      method: req.method,
      path: eventType ? registry[eventType].path : req.path.slice(0, MAX_PATH_CHARS),
      ...(eventType && { eventType }),
      ...(headers.contentType !== undefined && { contentType: cut(headers.contentType) }),
      ...(headers.contentEncoding !== undefined && { contentEncoding: cut(headers.contentEncoding) }),
      body: bytes,
      ...(incomplete && { incomplete }),
      reasons:
        bodyFault && bodyFault !== error
          ? [...error.violations, ...(bodyFault.violations ?? [])]
          : error.violations,
      receivedAt: clock.now(),
    });
    fields['quarantined'] = id;
    onQuarantine(eventType ? { eventType } : {});
    throw error;
  }
}

type Checked =
  | (Extract<BodyValidation, { valid: true }> & { readonly body: Buffer })
  | { readonly error: HttpError };

function recordEventType(eventType: EventType, res: Response): void {
  const { fields } = requestState(res);
  fields['eventType'] = eventType;
  fields['path'] = registry[eventType].path;
}

const MAX_PATH_CHARS = 2_000;

const MAX_HEADER_CHARS = 500;

function cut(header: string): string {
  return header.slice(0, MAX_HEADER_CHARS);
}
