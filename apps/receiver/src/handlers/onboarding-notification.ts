import type { Handler } from '../handler.ts';

/** An onboarding moved on. The reasons for a refusal are given here and nowhere else. */
export const handleOnboardingNotification: Handler<'ONBOARDING_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { onboardingId, status, validationErrors = [] } = payload;
  const errorTypes = validationErrors.map(({ errorType }) => errorType);
  log.info({ onboardingId, status, errorTypes }, 'onboarding');
};
