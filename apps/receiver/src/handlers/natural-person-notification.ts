import type { Handler } from '../handler.ts';

/** A person was created, moved on, or could not be changed. */
export const handleNaturalPersonNotification: Handler<'NATURAL_PERSON_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  const { naturalPersonId, status, notificationType } = payload;
  log.info({ naturalPersonId, status, notificationType }, 'natural person');
};
