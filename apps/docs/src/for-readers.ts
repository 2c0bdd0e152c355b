import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';

/** The parts of the bundled contract that the page changes. */
export interface Contract {
  webhooks: Record<string, { post: { description: string; tags: string[] } }>;
  tags: { name: string; description: string }[];
}

/**
 * The contract as readers get it. Each webhook begins with the request line that a receiver sees (OpenAPI has no place
 * for the path of a webhook) and with what may be known of a notification before looking into it. All webhooks are in
 * one group: Redoc opens one group of its sidebar at a time, and readers look for a webhook by its name.
 */
export function forReaders(contract: Contract): Contract {
  const document = structuredClone(contract);
  document.tags = [WEBHOOKS];
  for (const eventType of EVENT_TYPES) {
    const operation = document.webhooks[eventType]?.post;
    if (!operation) throw new Error(`${eventType} is not in the contract`);
    operation.tags = [WEBHOOKS.name];
    operation.description = `${facts(registry[eventType])}\n\n${operation.description}`;
  }
  return document;
}

const WEBHOOKS = { name: 'Webhooks', description: 'One endpoint per event type.' };

function facts({ eventType, path, subject, occurredAt }: RegistryEntry): string {
  return [
    `\`POST ${path}\`\n`,
    `- Event type: \`${eventType}\``,
    `- Subject: ${subject ? `\`${subject}\`` : 'none'}`,
    `- Clock: ${occurredAt ? `\`${occurredAt}\`` : 'none'}`,
  ].join('\n');
}
