import type { QuarantineDetails } from '@partner-webhooks/inbox';
import { type EventType, isEventType } from '@partner-webhooks/types';
import type { Violation } from '@partner-webhooks/types/validators';
import { decodeAgain } from '../http/content.ts';
import { Refusal, UNKNOWN_PATH } from '../http/errors.ts';
import { eventTypeOfPath } from '../http/event-type-of-path.ts';
import { type Judged, judge } from '../validation/validate-body.ts';

/** What is found when a refused body is judged again. */
export type JudgedAgain =
  | (Judged & {
      /** The body as JSON in UTF-8, as the inbox keeps it. */
      readonly body: Uint8Array;
    })
  | {
      /** As what it was judged. Absent where no event type is known for it. */
      readonly eventType?: string;
      /** What is wrong with it still. */
      readonly reasons: readonly Violation[];
    };

/** How a refused body is judged again. */
export interface JudgeAgainOptions {
  /** As what it is judged, whatever it was received as. */
  readonly as?: EventType | undefined;
  /** The largest body that is taken, in bytes, after decompression. */
  readonly maxBytes: number;
}

/**
 * Judges a body that was refused before, by the present contract: as the event type that it was received as or, where none
 * was known then, the one that its path means today.
 */
export async function judgeAgain(
  refused: QuarantineDetails,
  { as, maxBytes }: JudgeAgainOptions,
): Promise<JudgedAgain> {
  const eventType = as ?? refused.eventType ?? eventTypeOfPath(refused.path);
  if (eventType === undefined) return { reasons: [UNKNOWN_PATH] };
  if (!isEventType(eventType)) return { eventType, reasons: [UNKNOWN_EVENT_TYPE] };
  if (refused.incomplete) return { eventType, reasons: [INCOMPLETE] };
  try {
    const { buffer, byteOffset, byteLength } = refused.body;
    const body = await decodeAgain(refused, Buffer.from(buffer, byteOffset, byteLength), maxBytes);
    return { ...judge(eventType, body), body };
  } catch (error) {
    if (error instanceof Refusal && error.reasons) return { eventType, reasons: error.reasons };
    throw error;
  }
}

const UNKNOWN_EVENT_TYPE: Violation = {
  pointer: '',
  code: 'event-type',
  message: 'the contract of this receiver does not have the event type',
};

const INCOMPLETE: Violation = {
  pointer: '',
  code: 'incomplete',
  message: 'only its beginning is kept: the platform has to send it again',
};
