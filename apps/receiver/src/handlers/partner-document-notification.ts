import type { Handler } from './handler.ts';

/** One of the platform's own legal texts changed. */
export const handlePartnerDocumentNotification: Handler<'PARTNER_DOCUMENT_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { documentId } = notification.payload;
  context.log.info({ documentId }, 'partner document');
};
