import { EVENT_TYPES, type RegistryEntry, registry } from '@partner-webhooks/types';

/** The parts of the bundled contract that the page adds to. */
export interface Contract {
  webhooks: Record<string, { post: { description: string } }>;
}

/**
 * The contract for readers: each webhook begins with the request line a receiver sees, and with what a receiver may
 * know of a notification before it looks into it. OpenAPI has no place for the path of a webhook.
 */
export function withPaths(contract: Contract): Contract {
  const document = structuredClone(contract);
  for (const eventType of EVENT_TYPES) {
    const operation = document.webhooks[eventType]?.post;
    if (!operation) throw new Error(`${eventType} is not in the contract`);
    operation.description = `${facts(registry[eventType])}\n\n${operation.description}`;
  }
  return document;
}

function facts({ eventType, path, subject, occurredAt }: RegistryEntry): string {
  return [
    `\`POST ${path}\`\n`,
    `- Event type: \`${eventType}\``,
    `- Subject: ${subject ? `\`${subject}\`` : 'none'}`,
    `- Clock: ${occurredAt ? `\`${occurredAt}\`` : 'none'}`,
  ].join('\n');
}
