import type { Handler } from './handler.ts';

/** An onboarding moved on. The reasons for a refusal are given here and nowhere else. */
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
