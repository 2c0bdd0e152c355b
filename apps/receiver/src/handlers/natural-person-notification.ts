import type { Handler } from './handler.ts';

/** A person was created, changed its status, or could not be changed. */
export const handleNaturalPersonNotification: Handler<'NATURAL_PERSON_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { naturalPersonId, status, notificationType } = notification.payload;
  context.log.info({ naturalPersonId, status, notificationType }, 'natural person');
};
