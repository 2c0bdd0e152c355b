import type { Handler } from '../handler.ts';

/** A document moved on. It may be one that the platform made and the partner has never seen. */
export const handleDocumentNotification: Handler<'DOCUMENT_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { documentId, status, notificationType } = payload;
  log.info({ documentId, status, notificationType }, 'document');
};
