import { EVENT_TYPES, type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A request that the platform could send. */
export interface Body {
  readonly eventType: EventType;
  readonly path: string;
  /** The body, as the example that the platform publishes has it. */
  readonly text: string;
  /** The same about another subject, or with another price, a millisecond later: what no receiver has seen before. */
  readonly unique: (n: number) => string;
}

const MARK = '@@';
const QUOTED = '"@@"';
const CLOCK = '##';

/** One body for each of the webhooks: the example that the platform publishes. */
export const BODIES: readonly Body[] = EVENT_TYPES.map((eventType) => {
  const entry: RegistryEntry = registry[eventType];
  const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const text = JSON.stringify(examples.published.value);
  return { eventType, path: entry.path, text, unique: uniqueBodies(text, entry) };
});

/** A body that is the same but for what it is about and when that happened, put together without making it anew. */
function uniqueBodies(
  text: string,
  { subject, occurredAt, eventType }: RegistryEntry,
): (n: number) => string {
  const example = JSON.parse(text) as Record<string, unknown>;
  const marked = {
    ...(subject ? { ...example, [subject]: MARK } : withMark(eventType, example)),
    ...(occurredAt && { [occurredAt]: CLOCK }),
  };
  const [before = '', after = ''] = JSON.stringify(marked).split(subject ? MARK : QUOTED);
  const what = subject ? id : (n: number) => value(eventType, n);
  const [head, tail] = [withClock(before), withClock(after)];
  return (n) => head(n) + what(n) + tail(n);
}

function withClock(part: string): (n: number) => string {
  const [before = '', after] = part.split(CLOCK);
  return after === undefined ? () => before : (n) => before + new Date(START + n).toISOString() + after;
}

const START = Date.UTC(2026, 0);

/** Of those without a subject: a price is a number, and customers whose labels change are a list of ids. */
function withMark(eventType: EventType, example: Record<string, unknown>): object {
  return eventType === 'RE_TOKEN_PRICES'
    ? { ...example, regularToken: MARK }
    : { ...example, updatedCustomers: [MARK] };
}

function value(eventType: EventType, n: number): string {
  return eventType === 'RE_TOKEN_PRICES' ? `${100 + n}.25` : `"${id(n)}"`;
}

function id(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}
