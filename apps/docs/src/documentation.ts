import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';

/** The parts of the bundled contract that the page changes. */
export interface Contract {
  webhooks: Record<string, { post: { description: string; tags: string[] } }>;
  tags: { name: string; description: string }[];
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
    const operation = document.webhooks[eventType]?.post;
    if (!operation) throw new Error(`the contract has no webhook ${eventType}`);
    operation.tags = [WEBHOOKS.name];
    operation.description = `${summaryOf(registry[eventType])}\n\n${operation.description}`;
  }
  return document;
}

const WEBHOOKS = { name: 'Webhooks', description: 'One endpoint per event type.' };

function summaryOf({ eventType, path, subject, occurredAt }: RegistryEntry): string {
  return [
    `\`POST ${path}\`\n`,
    `- Event type: \`${eventType}\``,
    `- Subject: ${subject ? `\`${subject}\`` : 'none'}`,
    `- Clock: ${occurredAt ? `\`${occurredAt}\`` : 'none'}`,
  ].join('\n');
}
