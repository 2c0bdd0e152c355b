import type { Handler } from './handler.ts';

/** A beneficial owner was created, changed its status, or could not be changed. */
export const handleBeneficialOwnerNotification: Handler<'BENEFICIAL_OWNER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { beneficialOwnerId, status, notificationType } = notification.payload;
  context.log.info({ beneficialOwnerId, status, notificationType }, 'beneficial owner');
};
