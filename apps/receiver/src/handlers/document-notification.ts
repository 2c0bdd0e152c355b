import type { Handler } from './handler.ts';

/** A document moved on. It may be one that the platform made and the partner has never seen. */
export const handleDocumentNotification: Handler<'DOCUMENT_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { documentId, status, notificationType } = notification.payload;
  context.log.info({ documentId, status, notificationType }, 'document');
};
