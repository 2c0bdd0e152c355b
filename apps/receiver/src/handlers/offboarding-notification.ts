import type { Handler } from './handler.ts';

/** The offboarding of a customer changed its status. */
export const handleOffboardingNotification: Handler<'OFFBOARDING_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { offboardingId, status } = notification.payload;
  context.log.info({ offboardingId, status }, 'offboarding');
};
