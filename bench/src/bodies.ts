import { EVENT_TYPES, type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import contract from '@partner-webhooks/types/openapi.json' with { type: 'json' };

/** A request that the platform could send. */
export interface Body {
  readonly eventType: EventType;
  readonly path: string;
  /** The body, as the example that the platform publishes has it. */
  readonly text: string;
  /** The same about another subject, or with another price: what no receiver has seen before. */
  readonly unique: (n: number) => string;
}

const MARK = '@@';
const QUOTED = '"@@"';

/** One body for each of the webhooks: the example that the platform publishes. */
export const BODIES: readonly Body[] = EVENT_TYPES.map((eventType) => {
  const entry: RegistryEntry = registry[eventType];
  const { examples } = contract.webhooks[eventType].post.requestBody.content['application/json'];
  const text = JSON.stringify(examples.published.value);
  return { eventType, path: entry.path, text, unique: uniqueBodies(text, entry) };
});

/** A body that is the same but for one value, put together without making it anew. */
function uniqueBodies(text: string, { subject, eventType }: RegistryEntry): (n: number) => string {
  const example = JSON.parse(text) as Record<string, unknown>;
  const parts = JSON.stringify(
    subject ? { ...example, [subject]: MARK } : withMark(eventType, example),
  ).split(subject ? MARK : QUOTED);
  const [before = '', after = ''] = parts;
  return subject
    ? (n) => `${before}00000000-0000-4000-8000-${String(n).padStart(12, '0')}${after}`
    : (n) => before + value(eventType, n) + after;
}

/** Of those without a subject: a price is a number, and customers whose labels change are a list of ids. */
function withMark(eventType: EventType, example: Record<string, unknown>): object {
  return eventType === 'RE_TOKEN_PRICES'
    ? { ...example, regularToken: MARK }
    : { ...example, updatedCustomers: [MARK] };
}

function value(eventType: EventType, n: number): string {
  return eventType === 'RE_TOKEN_PRICES'
    ? `${100 + n}.25`
    : `"00000000-0000-4000-8000-${String(n).padStart(12, '0')}"`;
}
