import { type Notification, type RegistryEntry, registry } from '@partner-webhooks/types';

/**
 * What a notification is about, as one text: its event type and the value of its `x-subject` property. Notifications
 * with the same subject are handled in the order in which they came.
 *
 * @returns `undefined` where the event type has no subject (labels updates, token prices).
 */
export function subjectOf({ eventType, payload }: Notification): string | undefined {
  const { subject }: RegistryEntry = registry[eventType];
  if (subject === undefined) return undefined;
  return `${eventType}:${(payload as Readonly<Record<string, unknown>>)[subject]}`;
}
