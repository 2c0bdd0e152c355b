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
  const entries = webhooks.map((webhook) => {
    const code = JSON.stringify(entry(webhook), null, 2).replaceAll('\n', '\n  ');
    return [webhook.eventType, code] as const;
  });
  return `
export const EVENT_TYPES = Object.freeze(${JSON.stringify(
    webhooks.map(({ eventType }) => eventType),
    null,
    2,
  )});

export const registry = Object.freeze(${objectLiteral(entries)});

export function isEventType(value) {
  return typeof value === "string" && Object.hasOwn(registry, value);
}
`;
}

function declarations({ webhooks }: Contract): string {
  const quoted = (value: string) => JSON.stringify(value);
  const payloads = webhooks.map(
    ({ eventType, schema }) => `  ${quoted(eventType)}: components["schemas"][${quoted(schema)}];`,
  );
  const entries = webhooks.map((webhook) => {
    const members = Object.entries(entry(webhook)).map(
      ([key, value]) => `readonly ${key}: ${quoted(value)};`,
    );
    return `  readonly ${quoted(webhook.eventType)}: {\n${members.map((member) => `    ${member}`).join('\n')}\n  };`;
  });
  return `
import type { components } from "./types.d.ts";

export type * from "./types.d.ts";

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
