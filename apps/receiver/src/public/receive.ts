import type { Inbox } from '@partner-webhooks/inbox';
import { type EventType, registry } from '@partner-webhooks/types';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { type BodyReader, hasBody, type SentBody } from '../http/body.ts';
import { decode } from '../http/content.ts';
import { Refusal } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import { headerFault } from '../http/headers.ts';
import { requestState } from '../http/request-log.ts';
import { acknowledge } from '../http/respond.ts';
import { createRepetitionReport, type OnRepetition } from '../repetition-report.ts';
import { knownPointer } from '../validation/known-pointer.ts';
import { type Judged, judge } from '../validation/validate-body.ts';

/** What receiving works with. */
export interface ReceiveOptions {
  readonly inbox: Inbox;
  readonly readBody: BodyReader;
  /** The largest body that is taken, in bytes, after decompression. */
  readonly maxBytes: number;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Logger;
  /** Called when the inbox has something new. */
  readonly onReceived: () => void;
  /** Told of what the contract did not know. */
  readonly onObservation: (observation: { readonly eventType: EventType; readonly kind: string }) => void;
  /** Told of every notification whose payload the inbox had already. */
  readonly onRepetition: OnRepetition;
  /** Told of every body that went into quarantine. */
  readonly onQuarantine: (refused: { readonly eventType?: EventType }) => void;
}

/** The two ways of an authenticated body: into the inbox, or into quarantine. */
export interface Receive {
  /**
   * Receives one notification: reads the body, judges it by the contract, keeps it, and only then acknowledges it. What
   * the contract does not know yet is accepted, kept as observations, and logged by its place and kind.
   *
   * @throws Refusal where the body is refused; it is in quarantine then.
   */
  readonly receive: (eventType: EventType, req: Request, res: Response) => Promise<void>;
  /** Keeps the body of a request that is refused for its path or its method, and refuses it. @throws Refusal always. */
  readonly refuse: (refusal: Refusal, req: Request, res: Response) => Promise<never>;
}

/** Puts the parts together. */
export function createReceive(options: ReceiveOptions): Receive {
  const { inbox, readBody, maxBytes, newId, now, log } = options;
  const { onReceived, onObservation, onQuarantine } = options;
  const report = createRepetitionReport(options);
  return {
    async receive(eventType, req, res) {
      const { requestId, fields } = requestState(res);
      fields['eventType'] = eventType;
      fields['path'] = registry[eventType].path;
      const sent = await readBody(req, res);
      let body: Buffer;
      let judged: Judged;
      try {
        const fault = sent.fault ?? headerFault(req);
        if (fault) throw fault;
        body = await decode(sent.headers, sent.bytes, maxBytes);
        judged = judge(eventType, body);
      } catch (error) {
        return await quarantine(error, sent, req, res);
      }
      const { notification, observations } = judged;
      const receipt = { id: newId(), notification, body, receivedAt: now(), observations };
      const { id, duplicate, repetition } = await inbox.receive(receipt);
      fields['id'] = id;
      if (duplicate) fields['duplicate'] = true;
      acknowledge(res);
      for (const { kind, pointer } of observations) {
        log.warn({ requestId, id, eventType, kind, pointer: knownPointer(pointer) }, 'observation');
        onObservation({ eventType, kind });
      }
      if (repetition) report(eventType, repetition, { requestId, id });
      if (!duplicate || repetition?.outcome === 'replayed') onReceived();
    },

    async refuse(refusal, req, res) {
      const eventType = eventTypeOfPath(req.path);
      const { fields } = requestState(res);
      if (eventType) Object.assign(fields, { eventType, path: registry[eventType].path });
      // A webhook is sent by POST, even where it says nothing; any other method only brings a body at times.
      if (req.method !== 'POST' && !hasBody(req)) throw refusal;
      return quarantine(refusal, await readBody(req, res), req, res);
    },
  };

  /** Keeps what has arrived of a body that is refused, so that it can be looked at and replayed, and refuses it. */
  async function quarantine(error: unknown, sent: SentBody, req: Request, res: Response): Promise<never> {
    if (!(error instanceof Refusal) || !error.reasons) throw error;
    const { headers, bytes, incomplete, fault } = sent;
    // Nothing of it has come; of one that is too large, it is worth knowing that there was one.
    if (incomplete?.readBytes === 0 && fault?.status !== 413) throw error;
    const { fields } = requestState(res);
    const eventType = fields['eventType'] as EventType | undefined;
    const id = newId();
    await inbox.quarantine({
      id,
      method: req.method,
      path: req.path.slice(0, MAX_PATH_CHARS),
      ...(eventType && { eventType }),
      ...(headers.contentType !== undefined && { contentType: cut(headers.contentType) }),
      ...(headers.contentEncoding !== undefined && { contentEncoding: cut(headers.contentEncoding) }),
      body: bytes,
      ...(incomplete && { incomplete }),
      reasons: fault && fault !== error ? [...error.reasons, ...(fault.reasons ?? [])] : error.reasons,
      receivedAt: now(),
    });
    fields['quarantined'] = id;
    onQuarantine(eventType ? { eventType } : {});
    throw error;
  }
}

const MAX_PATH_CHARS = 2_000;

const MAX_HEADER_CHARS = 500;

function cut(header: string): string {
  return header.slice(0, MAX_HEADER_CHARS);
}
