import type { Handler } from '../handler.ts';

/** The offboarding of a customer moved on. */
export const handleOffboardingNotification: Handler<'OFFBOARDING_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { offboardingId, status } = payload;
  log.info({ offboardingId, status }, 'offboarding');
};
