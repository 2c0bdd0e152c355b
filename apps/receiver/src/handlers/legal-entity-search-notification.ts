import type { Handler } from './handler.ts';

/** The search for a company's data changed its status. */
export const handleLegalEntitySearchNotification: Handler<'LEGAL_ENTITY_SEARCH_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { searchId, status } = notification.payload;
  context.log.info({ searchId, status }, 'legal entity search');
};
