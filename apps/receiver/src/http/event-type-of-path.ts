import { type EventType, eventTypeOf } from '@partner-webhooks/types';

/**
 * The event type of a path. The only function that decides it: for the public routes, for quarantine and for replays.
 *
 * How a path is written makes no difference, as {@link eventTypeOf} says. The canonical path of the event type is
 * `registry[eventType].path`.
 *
 * @param path without a query.
 * @returns `undefined` if the contract has no such path.
 */
export const eventTypeOfPath: (path: string) => EventType | undefined = eventTypeOf;
