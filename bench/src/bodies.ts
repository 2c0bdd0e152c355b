import { EVENT_TYPES, type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A request that the platform could send. */
export interface Body {
  readonly eventType: EventType;
  readonly path: string;
  /** The example that the platform publishes. */
  readonly text: string;
  /** The same body with another subject or another price, 1 ms later: different for each number. */
  readonly unique: (n: number) => string;
}

const MARK = '@@';
const QUOTED = '"@@"';
const CLOCK = '##';

/** One body per webhook: the example that the platform publishes. */
export const BODIES: readonly Body[] = EVENT_TYPES.map((eventType) => {
  const entry: RegistryEntry = registry[eventType];
  const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const text = JSON.stringify(examples.published.value);
  return { eventType, path: entry.path, text, unique: uniqueBodies(text, entry) };
});

/** Bodies that differ in subject and clock only, concatenated from constant parts. */
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
  return after === undefined
    ? () => before
    : (n) => before + new Date(CLOCK_START_MS + n).toISOString() + after;
}

const CLOCK_START_MS = Date.UTC(2026, 0);

/** For event types without a subject: prices are numbers, the customers of a label update a list of ids. */
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
