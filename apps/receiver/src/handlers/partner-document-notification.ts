import type { Handler } from '../handler.ts';

/** One of the platform's own legal texts changed. */
export const handlePartnerDocumentNotification: Handler<'PARTNER_DOCUMENT_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { documentId } = payload;
  log.info({ documentId }, 'partner document');
};
