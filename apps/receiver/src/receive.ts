import type { Inbox } from '@partner-webhooks/inbox';
import { type EventType, registry } from '@partner-webhooks/types';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { acknowledge } from './http/answer.ts';
import type { BodyReader } from './http/body.ts';
import { notFound, Refusal } from './http/refusal.ts';
import { requestState } from './http/request-log.ts';
import { type Judged, judge } from './judge.ts';
import { knownPointer } from './known-pointer.ts';

/** What receiving works with. */
export interface ReceiveOptions {
  readonly inbox: Inbox;
  readonly readBody: BodyReader;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Logger;
  /** Called when the inbox has something new. */
  readonly onReceived: () => void;
  /** Told of what the contract did not know. */
  readonly onObservation: (observation: { readonly eventType: EventType; readonly kind: string }) => void;
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
  /** Keeps a body sent to a path that is none of the contract's, and refuses it. @throws Refusal always. */
  readonly refuseUnknownPath: (req: Request, res: Response) => Promise<never>;
}

/** Puts the parts together. */
export function createReceive(options: ReceiveOptions): Receive {
  const { inbox, readBody, newId, now, log, onReceived, onObservation, onQuarantine } = options;
  return {
    async receive(eventType, req, res) {
      const { requestId, fields } = requestState(res);
      fields['eventType'] = eventType;
      fields['path'] = registry[eventType].path;
      const body = await readBody(req, res);
      let judged: Judged;
      try {
        judged = judge(eventType, body);
      } catch (error) {
        return await quarantine(error, body, req, res);
      }
      const { notification, observations } = judged;
      const receipt = { id: newId(), notification, body, receivedAt: now(), observations };
      const { id, duplicate } = await inbox.receive(receipt);
      fields['id'] = id;
      if (duplicate) fields['duplicate'] = true;
      acknowledge(res);
      for (const { kind, pointer } of observations) {
        log.warn({ requestId, id, eventType, kind, pointer: knownPointer(pointer) }, 'observation');
        onObservation({ eventType, kind });
      }
      if (!duplicate) onReceived();
    },

    async refuseUnknownPath(req, res) {
      const refusal = notFound();
      if (req.method !== 'POST') throw refusal;
      const body = await readBody(req, res).catch((error: unknown) => {
        // Not a body that could be replayed; the path is wrong all the same.
        if (error instanceof Refusal) throw refusal;
        throw error;
      });
      return quarantine(refusal, body, req, res);
    },
  };

  /** Keeps what was refused for its content, so that it can be looked at and replayed, and refuses it. */
  async function quarantine(error: unknown, body: Buffer, { path }: Request, res: Response): Promise<never> {
    if (!(error instanceof Refusal) || !error.reasons) throw error;
    const { fields } = requestState(res);
    const eventType = fields['eventType'] as EventType | undefined;
    const id = newId();
    const refused = { id, path: path.slice(0, MAX_PATH), body, reasons: error.reasons, receivedAt: now() };
    await inbox.quarantine({ ...refused, ...(eventType && { eventType }) });
    fields['quarantined'] = id;
    onQuarantine(eventType ? { eventType } : {});
    throw error;
  }
}

const MAX_PATH = 2_000;
