import type { Contract } from '../contract.ts';
import { type OutputFile, objectLiteral, script } from '../output.ts';
import type { Webhook } from '../webhook.ts';

/**
 * The event registry and the types by event type: what users import from the package itself.
 */
export function registryModule(contract: Contract): OutputFile[] {
  return [
    script(contract, 'index.js', javascript(contract)),
    script(contract, 'index.d.ts', declarations(contract)),
  ];
}

function javascript({ webhooks }: Contract): string {
  const entries = webhooks.map((webhook) => [webhook.eventType, JSON.stringify(entry(webhook))] as const);
  return `
import { createEventTypeOf, createMatch } from "./validators/internal/events.js";

export * as meanings from "./meanings.js";
export { isKnown, UnknownEventTypeError } from "./validators/internal/events.js";
export * as values from "./values.js";

export const EVENT_TYPES = /* @__PURE__ */ Object.freeze(${JSON.stringify(
    webhooks.map(({ eventType }) => eventType),
    null,
    2,
  )});

export const registry = /* @__PURE__ */ Object.freeze(${objectLiteral(entries)});

export function isEventType(value) {
  return EVENT_TYPES.includes(value);
}

export const eventTypeOf = /* @__PURE__ */ createEventTypeOf(registry);

export const match = /* @__PURE__ */ createMatch(EVENT_TYPES);
`;
}

function declarations({ webhooks }: Contract): string {
  const quoted = (value: string) => JSON.stringify(value);
  const payloads = webhooks.map(
    ({ eventType, schema }) => `  ${quoted(eventType)}: components["schemas"][${quoted(schema)}];`,
  );
  const entries = webhooks.map((webhook) => {
    const members = Object.entries(entry(webhook)).map(([key, value]) => `readonly ${key}: ${quoted(value)}`);
    return `  readonly ${quoted(webhook.eventType)}: { ${members.join('; ')} };`;
  });
  return `
import type { components } from "./types.d.ts";

export type * from "./types.d.ts";
export * as meanings from "./meanings.js";
export * as values from "./values.js";

/** The payload of each event type. */
export interface Payloads {
${payloads.join('\n')}
}

/** An event type: a key under \`webhooks\` in the contract. */
export type EventType = keyof Payloads;

/** The JSON body of a notification of event type \`E\`; without \`E\`, of any event type. */
export type Payload<E extends EventType = EventType> = Payloads[E];

/** A payload with its event type. Without \`E\`: the union of all, discriminated by \`eventType\`. */
export type Notification<E extends EventType = EventType> = {
  [K in E]: { readonly eventType: K; readonly payload: Payloads[K] };
}[E];

/** The contract of an event type, besides its payload. */
export interface RegistryEntry<E extends EventType = EventType> {
  readonly eventType: E;
  /** Path at which a receiver serves the event type. */
  readonly path: string;
  readonly operationId: string;
  /** Name of the payload under \`components.schemas\`. */
  readonly schema: string;
  /** Property with the subject; absent if there is none. */
  readonly subject?: string;
  /** Property with the sender's clock; absent if there is none. */
  readonly occurredAt?: string;
}

/** All event types, in the order of the contract. */
export declare const EVENT_TYPES: readonly [
${webhooks.map(({ eventType }) => `  ${quoted(eventType)},`).join('\n')}
];

/** The event registry: the contract of each event type, besides its payload. */
export declare const registry: {
${entries.join('\n')}
};

/** Whether a value is one of the contract's event types. */
export declare function isEventType(value: unknown): value is EventType;

/**
 * The event type of a path or a URL, as a receiver finds it: the case of letters, repeated or trailing slashes and
 * percent-encoding make no difference.
 *
 * @returns \`undefined\` if the contract has no such path.
 */
export declare function eventTypeOf(path: string): EventType | undefined;

/** The values of \`T\` that the contract lists; without those that an extensible enum accepts besides. */
export type Known<T> = T extends undefined
  ? never
  : T extends string
    ? string extends T
      ? never
      : T
    : T extends number
      ? number extends T
        ? never
        : T
      : T;

/**
 * Whether a value is in a list of \`values\`. Then a \`switch\` over it can be exhaustive, and everything else is one case.
 *
 * @example if (isKnown(values.OrderStatus, order.status)) switch (order.status) { … }
 */
export declare function isKnown<List extends readonly unknown[]>(
  known: List,
  value: unknown,
): value is List[number];

/** A function for each event type of \`N\`. */
export type Matchers<N extends { readonly eventType: EventType }> = {
  readonly [E in N["eventType"]]: (payload: Payload<E>, notification: Notification<E>) => unknown;
};

/**
 * Calls the function for the event type of a notification.
 *
 * @param handlers a function for each event type, or for some of them with a fallback for the others.
 * @returns what the function returns.
 * @throws UnknownEventTypeError without a fallback, for an event type that the contract does not have.
 * @example match(notification, { ORDER_SETTLED: (order) => settle(order) }, ({ eventType }) => log(eventType))
 */
export declare function match<
  N extends { readonly eventType: EventType },
  H extends Partial<Matchers<N>>,
  R,
>(
  notification: N,
  handlers: H & { readonly [Name in Exclude<keyof H, EventType>]: never },
  fallback: (notification: Exclude<N, { readonly eventType: keyof H }>) => R,
): ReturnType<Extract<H[keyof H], (...args: never) => unknown>> | R;
export declare function match<N extends { readonly eventType: EventType }, H extends Matchers<N>>(
  notification: N,
  handlers: H & { readonly [Name in Exclude<keyof H, EventType>]: never },
): ReturnType<Extract<H[keyof H], (...args: never) => unknown>>;

/**
 * A program asked for an event type that the contract does not have, for instance \`validate('NOPE', body)\`. The message
 * names the event types that are most like it.
 */
export declare class UnknownEventTypeError extends Error {
  override readonly name: "UnknownEventTypeError";
}
`;
}

function entry({ eventType, path, operationId, schema, subject, occurredAt }: Webhook) {
  return {
    eventType,
    path,
    operationId,
    schema,
    ...(subject !== undefined && { subject }),
    ...(occurredAt !== undefined && { occurredAt }),
  };
}
