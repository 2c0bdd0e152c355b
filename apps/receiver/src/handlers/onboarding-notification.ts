import type { Handler } from './handler.ts';

/** An onboarding changed its status. Only this notification has the reasons for a rejection. */
export const handleOnboardingNotification: Handler<'ONBOARDING_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { onboardingId, status, validationErrors = [] } = notification.payload;
  const errorTypes = validationErrors.map(({ errorType }) => errorType);
  context.log.info({ onboardingId, status, errorTypes }, 'onboarding');
};
