import type { Oas3_1Definition, Oas3_1Schema, Oas3PathItem } from '@redocly/openapi-core';
import type { Findings } from './findings.ts';
import { resolveAt } from './schema.ts';
import { escapeToken } from './validators/runtime/json-pointer.ts';

type PathItem = Oas3PathItem<Oas3_1Schema>;

/** A webhook, before its operation is known. */
export interface FoundItem {
  readonly eventType: string;
  /** Where the webhook is in the document, as its author knows it. */
  readonly pointer: string;
  readonly item: PathItem;
}

/** The path items of the webhooks, none of them shared. */
export function pathItems(document: Oas3_1Definition, findings: Findings): FoundItem[] {
  const used = new Set<object>();
  const found: FoundItem[] = [];
  const webhooks: [string, PathItem][] = [];
  const eventTypes = new Map<string, string>();
  for (const [key, given] of Object.entries((document.webhooks ?? {}) as Record<string, unknown>)) {
    const pointer = `/webhooks/${escapeToken(key)}`;
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      if (key.startsWith('x-')) continue;
      findings.warn(pointer, `expected a path item, found ${JSON.stringify(given)}; it is left out`);
      continue;
    }
    const item = ownItem(document, given as PathItem, used, pointer, findings);
    if (!item) continue;
    const eventType = eventTypeOf(item, key, pointer, findings);
    const other = eventTypes.get(eventType);
    if (other !== undefined)
      findings.fault(pointer, `${other} has the event type \`${eventType}\`, too; expected another`);
    eventTypes.set(eventType, `#${pointer}`);
    // A first reference to a path item stays a reference.
    webhooks.push([eventType, item.isReference ? (given as PathItem) : item.value]);
    found.push({ eventType, pointer, item: item.value });
  }
  document.webhooks = Object.fromEntries(webhooks);
  return found;
}

interface OwnItem {
  readonly value: PathItem;
  readonly isReference: boolean;
}

function ownItem(
  document: Oas3_1Definition,
  given: PathItem,
  used: Set<object>,
  pointer: string,
  findings: Findings,
): OwnItem | undefined {
  const resolved = resolveAt<PathItem>(document, given, pointer, findings);
  if (!resolved) return undefined;
  const { $ref, ...beside } = given as PathItem & { $ref?: unknown };
  const isReference = resolved !== given;
  const isOwn = !used.has(resolved) && (!isReference || Object.keys(beside).length === 0);
  used.add(resolved);
  if (isOwn) return { value: resolved, isReference };
  return { value: structuredClone(isReference ? { ...resolved, ...beside } : resolved), isReference: false };
}

function eventTypeOf(item: OwnItem, key: string, pointer: string, findings: Findings): string {
  const named: unknown = (item.value as { 'x-event-type'?: unknown })['x-event-type'];
  if (named === undefined) return key;
  if (typeof named === 'string' && named.trim() !== '') return named;
  findings.fault(
    `${pointer}/x-event-type`,
    `expected the name of an event type, found ${JSON.stringify(named)}`,
  );
  return key;
}
