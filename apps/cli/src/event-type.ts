import { EVENT_TYPES, type EventType, isEventType } from '@partner-webhooks/types';
import { InvalidArgumentError } from 'commander';

/** An event type of the contract, as an argument has it. */
export function eventType(text: string): EventType {
  if (isEventType(text)) return text;
  throw new InvalidArgumentError(`Expected one of ${EVENT_TYPES.join(', ')}.`);
}
