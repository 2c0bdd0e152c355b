import type { Handler } from '../handler.ts';

/** A beneficial owner was created, moved on, or could not be changed. */
export const handleBeneficialOwnerNotification: Handler<'BENEFICIAL_OWNER_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { beneficialOwnerId, status, notificationType } = payload;
  log.info({ beneficialOwnerId, status, notificationType }, 'beneficial owner');
};
