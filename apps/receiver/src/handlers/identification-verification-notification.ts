import type { Handler } from '../handler.ts';

/** The identification of a person moved on. */
export const handleIdentificationVerificationNotification: Handler<
  'IDENTIFICATION_VERIFICATION_NOTIFICATION'
> = async ({ payload }, { log }) => {
  const { identificationVerificationId, naturalPersonId, status } = payload;
  log.info({ identificationVerificationId, naturalPersonId, status }, 'identification verification');
};
