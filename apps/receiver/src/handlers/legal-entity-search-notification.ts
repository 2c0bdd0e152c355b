import type { Handler } from '../handler.ts';

/** The search for a company's data moved on. */
export const handleLegalEntitySearchNotification: Handler<'LEGAL_ENTITY_SEARCH_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { searchId, status } = payload;
  log.info({ searchId, status }, 'legal entity search');
};
