import type { Handler } from './handler.ts';

/** The identification of a person changed its status. */
export const handleIdentificationVerificationNotification: Handler<
  'IDENTIFICATION_VERIFICATION_NOTIFICATION'
> = async (notification, context, { lastKnown }) => {
  await lastKnown.record(notification, context);
  const { identificationVerificationId, naturalPersonId, status } = notification.payload;
  context.log.info({ identificationVerificationId, naturalPersonId, status }, 'identification verification');
};
