import { isEventType, type RegistryEntry, registry } from '@partner-webhooks/types';
import { type Contract, type Example, jsonOf, METHODS } from '../contract/document.ts';
import { orderedExamples } from '../contract/examples.ts';

/** The parts of a contract that are changed here. */
interface Changeable {
  tags?: { name: string; description: string }[];
  webhooks: Record<string, Record<string, ChangeableOperation | undefined>>;
}

interface ChangeableOperation {
  description?: string;
  tags?: string[];
  requestBody?: { content?: Record<string, ChangeableBody> };
}

interface ChangeableBody {
  examples?: Record<string, Example>;
}

/**
 * The contract for Redoc. Each webhook begins with its request line (OpenAPI has no path for a webhook), event type, subject
 * and clock, and its plausible examples are first. All webhooks are in one group: Redoc opens one group of its sidebar at a
 * time, and readers look for a webhook by its name.
 */
export function contractForRedoc(contract: Contract): Contract {
  const document = structuredClone(contract) as unknown as Changeable;
  document.tags = [WEBHOOKS];
  for (const [eventType, item] of Object.entries(document.webhooks)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation || !isEventType(eventType)) continue;
      operation.tags = [WEBHOOKS.name];
      const summary = summaryOf(registry[eventType], method.toUpperCase());
      operation.description = `${summary}\n\n${operation.description ?? ''}`.trimEnd();
      const body: ChangeableBody | undefined = jsonOf(operation.requestBody?.content);
      const examples = orderedExamples(contract.webhooks[eventType]?.[method] ?? {});
      if (body?.examples)
        body.examples = Object.fromEntries(examples.map(({ name, ...example }) => [name, example]));
    }
  }
  return document as unknown as Contract;
}

const WEBHOOKS = { name: 'Webhooks', description: 'One endpoint per event type.' };

function summaryOf({ eventType, path, subject, occurredAt }: RegistryEntry, method: string): string {
  return [
    `\`${method} ${path}\`\n`,
    `- Event type: \`${eventType}\``,
    `- Subject: ${subject ? `\`${subject}\`` : 'none'}`,
    `- Clock: ${occurredAt ? `\`${occurredAt}\`` : 'none'}`,
  ].join('\n');
}
