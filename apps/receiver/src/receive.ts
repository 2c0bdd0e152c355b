import type { Inbox } from '@partner-webhooks/inbox';
import type { EventType, Notification } from '@partner-webhooks/types';
import { validate } from '@partner-webhooks/types/validators';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { BodyReader } from './http/body.ts';
import { invalidNotification } from './http/refusal.ts';
import { requestState } from './http/request-log.ts';

/** What receiving works with. */
export interface ReceiveOptions {
  readonly inbox: Inbox;
  readonly readBody: BodyReader;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Logger;
  /** Called when the inbox has something new. */
  readonly onReceived: () => void;
}

/**
 * Receives one notification: reads the body, judges it by the contract, keeps it, and only then acknowledges it.
 * What the contract does not know yet is accepted and logged as an observation.
 */
export function createReceive({ inbox, readBody, newId, now, log, onReceived }: ReceiveOptions) {
  return async (eventType: EventType, req: Request, res: Response): Promise<void> => {
    const { requestId, fields } = requestState(res);
    fields['eventType'] = eventType;
    const body = await readBody(req, res);
    const verdict = validate(eventType, body.value);
    if (!verdict.valid) throw invalidNotification(verdict.violations);

    const id = newId();
    const { observations, payload } = verdict;
    // The validator paired them; TypeScript cannot know that the payload belongs to this member of the union.
    const notification = { eventType, payload } as Notification;
    await inbox.receive({ id, notification, body: body.bytes, receivedAt: now(), observations });
    fields['id'] = id;
    res.status(200).end();
    for (const { kind, pointer, value } of observations) {
      log.warn(
        { requestId, id, eventType, kind, pointer: shortened(pointer), value: shortened(value) },
        'observation',
      );
    }
    onReceived();
  };
}

/** A sender can make a name or a value as long as a body; a log line says what is needed to recognise it. */
function shortened(value: unknown): unknown {
  return typeof value === 'string' && value.length > 200 ? `${value.slice(0, 200)}…` : value;
}
