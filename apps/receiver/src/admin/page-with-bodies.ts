import type { components } from '@partner-webhooks/admin-api';
import type { InboxReader, NotificationFilter, Page, PageRequest } from '@partner-webhooks/inbox';
import { serializeNotification, serializeNotificationWithBody } from './serialize.ts';

type Notification = components['schemas']['Notification'];

/**
 * Lists notifications with their bodies. The page ends early when its bodies are large, because all of it is in memory at once.
 * A body that cannot be read is left out, and the others are not.
 */
export async function pageWithBodies(
  inbox: Pick<InboxReader, 'notification' | 'notifications'>,
  filter: NotificationFilter,
  request: PageRequest,
): Promise<Page<Notification>> {
  const listed = await inbox.notifications(filter, request);
  const items: Notification[] = [];
  let bytes = 0;
  for (const [index, record] of listed.items.entries()) {
    const details = await inbox.notification(record.id).catch(() => 'unreadable' as const);
    if (details === 'unreadable') items.push(serializeNotification(record));
    // Retention may have removed it since it was listed.
    else if (details) items.push(serializeNotificationWithBody(details));
    bytes += details && details !== 'unreadable' ? details.body.length : 0;
    const taken = index + 1;
    if (bytes < MAX_BYTES || taken === listed.items.length) continue;
    const { nextCursor } = await inbox.notifications(filter, { ...request, limit: taken });
    return { items, ...(nextCursor !== undefined && { nextCursor }) };
  }
  return { items, ...(listed.nextCursor !== undefined && { nextCursor: listed.nextCursor }) };
}

// openapi/admin/parameters/WithBody.yaml
const MAX_BYTES = 8 * 1_048_576;
