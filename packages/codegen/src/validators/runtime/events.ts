// Runs in the generated package, not in the generator: it is bundled into the package and must import no package.

import { createPathReader } from './path.ts';

export { createPathReader, folded } from './path.ts';

/** A program asked for an event type that the contract does not have. The message has the closest ones that it has. */
export class UnknownEventTypeError extends Error {
  override readonly name = 'UnknownEventTypeError';

  constructor(eventType: unknown, known: readonly string[]) {
    const closest = closestTo(typeof eventType === 'string' ? eventType : '', known).join(', ');
    super(`unknown event type ${shown(eventType)}: expected one of ${known.length}, such as ${closest}`);
  }
}

/** The value of an event type in an object by event types. @throws UnknownEventTypeError if there is none. */
export function ofEventType<Value>(byEventType: Readonly<Record<string, Value>>, eventType: unknown): Value {
  if (typeof eventType !== 'string' || !Object.hasOwn(byEventType, eventType))
    throw new UnknownEventTypeError(eventType, Object.keys(byEventType));
  return byEventType[eventType] as Value;
}

/** Creates the function that finds the event type of a path or a URL. */
export function createEventTypeOf(
  registry: Readonly<Record<string, { readonly path: string }>>,
): (path: unknown) => string | undefined {
  const read = createPathReader(Object.entries(registry).map(([eventType, { path }]) => [path, eventType]));
  return (path) => (typeof path === 'string' ? read(path.replace(AROUND_PATH, '')) : undefined);
}

/** The origin of a URL, and its query. */
const AROUND_PATH = /^[a-z][a-z\d+.-]*:\/\/[^/?]*|\?.*$/gis;

interface Event {
  readonly eventType: string;
  readonly payload: unknown;
}

type Handle = (payload: unknown, notification: Event) => unknown;

/** Creates the function that calls the handler of a notification's event type. */
export function createMatch(eventTypes: readonly string[]) {
  return (
    notification: Event,
    handlers: Readonly<Record<string, Handle | undefined>>,
    fallback?: (notification: Event) => unknown,
  ): unknown => {
    const { eventType, payload } = notification;
    const isListed = typeof eventType === 'string' && Object.hasOwn(handlers, eventType);
    const handle = isListed ? handlers[eventType] : undefined;
    if (handle) return handle(payload, notification);
    if (fallback) return fallback(notification);
    if (eventTypes.includes(eventType))
      throw new TypeError(`expected a handler of ${shown(eventType)}, or a fallback`);
    throw new UnknownEventTypeError(eventType, eventTypes);
  };
}

/** Whether a value is in a list of known ones. */
export function isKnown(known: readonly unknown[], value: unknown): boolean {
  return known.includes(value);
}

/** A value in a message: quoted and shortened if it is a text, otherwise its type. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, MAX_SHOWN_CHARS));
  return `of type ${typeof value}`;
}

const MAX_SHOWN_CHARS = 100;

/** The names that have most pairs of letters in common with a text, best first. */
function closestTo(text: string, names: readonly string[]): string[] {
  const pairs = pairsOf(text.slice(0, MAX_SHOWN_CHARS));
  const likeness = (name: string): number => {
    const own = pairsOf(name);
    return own.filter((pair) => pairs.includes(pair)).length / (own.length + pairs.length + 1);
  };
  return [...names].sort((a, b) => likeness(b) - likeness(a)).slice(0, MAX_SHOWN_NAMES);
}

const MAX_SHOWN_NAMES = 5;

function pairsOf(text: string): string[] {
  const letters = text.toLowerCase().replaceAll('_', '');
  return [...letters].map((_, index) => letters.slice(index, index + 2));
}
