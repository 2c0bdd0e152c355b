import type { Handler } from './handler.ts';

/** A document changed its status. The platform also creates documents that the partner has not seen before. */
export const handleDocumentNotification: Handler<'DOCUMENT_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { documentId, status, notificationType } = notification.payload;
  context.log.info({ documentId, status, notificationType }, 'document');
};
