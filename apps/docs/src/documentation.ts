import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';

/** The parts of the bundled contract that the page changes. */
export interface Contract {
  webhooks: Record<string, PathItem>;
  tags: { name: string; description: string }[];
}

type PathItem = Partial<Record<Method, Operation>>;

const METHODS = ['post', 'put', 'patch'] as const;
type Method = (typeof METHODS)[number];

interface Operation {
  description?: string;
  tags?: string[];
}

/**
 * The contract for the page. Each webhook begins with its request line (OpenAPI has no path for a webhook), event type,
 * subject and clock. All webhooks are in one group: Redoc opens one group of its sidebar at a time, and readers look for a
 * webhook by its name.
 */
export function documentationOf(contract: Contract): Contract {
  const document = structuredClone(contract);
  document.tags = [WEBHOOKS];
  for (const eventType of EVENT_TYPES) {
    const item = document.webhooks[eventType];
    // The bundler leaves a reference to a path item as it is; the page then shows it without these lines.
    for (const method of METHODS) {
      const operation = item?.[method];
      if (!operation) continue;
      operation.tags = [WEBHOOKS.name];
      const summary = summaryOf(registry[eventType], method.toUpperCase());
      operation.description = `${summary}\n\n${operation.description ?? ''}`.trimEnd();
    }
  }
  return document;
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
