import { isEventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { type Lifecycle, lifecycles } from '@partner-webhooks/types/lifecycles';
import { type Contract, jsonOf, type Operation, operationOf, type Schema } from '../contract/document.ts';
import { examplesOf, type NamedExample } from '../contract/examples.ts';
import { type Field, fieldsOf } from '../contract/fields.ts';
import { uniqueFileName } from './file-name.ts';

/** What a page says about a webhook. */
export interface Webhook extends RegistryEntry {
  /** Such as `Transfer`. */
  readonly title: string;
  /** The method in capitals. */
  readonly method: string;
  readonly operation: Operation;
  /** When it is sent, in Markdown; empty if the contract does not say. */
  readonly description: string;
  readonly payload: Schema;
  readonly fields: readonly Field[];
  /** The plausible ones first. */
  readonly examples: readonly NamedExample[];
  readonly lifecycle?: Lifecycle;
  /** Its page. */
  readonly url: string;
}

/** The webhooks of the contract, in its order. */
export function webhooksOf(contract: Contract): readonly Webhook[] {
  // That of the page with all of them.
  const taken = new Set(['index']);
  return Object.keys(contract.webhooks).flatMap((eventType) => {
    const [method, operation] = operationOf(contract, eventType) ?? [];
    if (!method || !operation || !isEventType(eventType)) return [];
    const payload = jsonOf(operation.requestBody?.content)?.schema ?? true;
    const lifecycle = lifecycles[eventType];
    const entry: RegistryEntry = registry[eventType];
    return [
      {
        ...entry,
        ...textsOf(operation, eventType),
        method: method.toUpperCase(),
        operation,
        payload,
        fields: fieldsOf(contract, payload),
        examples: examplesOf(contract, eventType),
        ...(lifecycle && { lifecycle }),
        url: `webhooks/${uniqueFileName(eventType, taken)}.html`,
      },
    ];
  });
}

/** A summary can be as long as a description: then it is a part of that, and the event type is the title. */
function textsOf({ summary = '', description = '' }: Operation, eventType: string) {
  const isTitle = summary !== '' && summary.length <= MAX_TITLE_CHARS && !summary.includes('\n');
  return isTitle
    ? { title: summary, description }
    : { title: eventType, description: [summary, description].filter(Boolean).join('\n\n') };
}

const MAX_TITLE_CHARS = 80;

/** The field that a receiver decides by: the status, or the first with known values. `undefined` if there is none. */
export function decisiveField({ fields, lifecycle }: Webhook): Field | undefined {
  const candidates = fields.filter(
    ({ depth, values, type }) => depth === 0 && values.length > 0 && /^string/.test(type),
  );
  return (
    candidates.find(({ name }) => name === lifecycle?.property) ??
    candidates.find(({ name }) => name === 'status') ??
    candidates[0]
  );
}
