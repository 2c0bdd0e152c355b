import { type EventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { generatePayload } from '../generate.ts';
import { type Random, randomUuid } from '../random.ts';
import { type OutgoingRequest, requestFor } from '../request.ts';

/**
 * A notification to send as part of a load. No two of an event type have the same body, as far as its payloads have a
 * time, an id or a number in them.
 */
export interface WorkItem {
  readonly eventType: EventType;
  /** Absent if its event type has no subject. */
  readonly subject?: string;
  readonly request: OutgoingRequest;
}

/** What a workload is generated from. */
interface WorkloadOptions {
  /** Sent in rotation. */
  readonly eventTypes: readonly EventType[];
  readonly random: Random;
  /** When the first event happens, by the platform's clock. Each further one happens a microsecond later. */
  readonly beginning: Date;
}

/**
 * Valid notifications, without end. Some have a new subject, most one of the latest subjects, so that a receiver has to
 * keep them in order.
 */
export function* workload({ eventTypes, random, beginning }: WorkloadOptions): Generator<WorkItem, never> {
  const sources = eventTypes.map((eventType) => sourceOf(eventType, random));
  for (let number = 0; ; number += 1) {
    const source = sources[number % sources.length];
    if (!source) throw new RangeError('A workload needs an event type.');
    yield source(timeAfter(beginning, number));
  }
}

/** Payloads are generated once and then varied: generating one takes longer than sending it. */
function sourceOf(eventType: EventType, random: Random): (time: string) => WorkItem {
  const { subject, occurredAt }: RegistryEntry = registry[eventType];
  const templates = Array.from({ length: TEMPLATES_PER_EVENT_TYPE }, () => template(eventType, random));
  const subjects = Array.from({ length: OPEN_SUBJECTS }, () => randomUuid(random));
  return (time) => {
    const payload = varied(templates[Math.floor(random() * TEMPLATES_PER_EVENT_TYPE)], random) as Record<
      string,
      unknown
    >;
    if (occurredAt !== undefined) payload[occurredAt] = time;
    if (subject === undefined) return { eventType, request: requestFor(eventType, payload) };
    const index = Math.floor(random() * OPEN_SUBJECTS);
    const id = subjects[index] ?? randomUuid(random);
    subjects[index] = random() < NEW_SUBJECT_PROBABILITY ? randomUuid(random) : id;
    return { eventType, subject: id, request: requestFor(eventType, { ...payload, [subject]: id }) };
  };
}

const TEMPLATES_PER_EVENT_TYPE = 8;
// How many subjects of each event type change at the same time, and the probability that one is replaced.
const OPEN_SUBJECTS = 50;
const NEW_SUBJECT_PROBABILITY = 0.2;

/** A payload that differs each time it is varied, unless its clock makes it differ, or nothing can. */
function template(eventType: EventType, random: Random): unknown {
  const { occurredAt }: RegistryEntry = registry[eventType];
  for (let tries = 1; ; tries += 1) {
    const payload = generatePayload(eventType, random);
    const differs = () => JSON.stringify(varied(payload, random)) !== JSON.stringify(payload);
    if (occurredAt !== undefined || differs() || tries === MAX_TEMPLATE_TRIES) return payload;
  }
}

// The properties that vary may be optional, and left out in most payloads.
const MAX_TEMPLATE_TRIES = 1_000;

/** A copy with other ids and other numbers. */
function varied(value: unknown, random: Random): unknown {
  if (typeof value === 'string') return UUID.test(value) ? randomUuid(random) : value;
  if (typeof value === 'number') return random() * 1_000;
  if (Array.isArray(value)) return value.map((item) => varied(item, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, varied(inner, random)]));
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function timeAfter(beginning: Date, microseconds: number): string {
  const milliseconds = new Date(beginning.getTime() + Math.floor(microseconds / 1_000)).toISOString();
  return `${milliseconds.slice(0, -1)}${String(microseconds % 1_000).padStart(3, '0')}Z`;
}
