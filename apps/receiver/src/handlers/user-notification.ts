import type { Handler } from './handler.ts';

/** A user was created, changed its status, or could not be changed. */
export const handleUserNotification: Handler<'USER_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { userId, status, notificationType } = notification.payload;
  context.log.info({ userId, status, notificationType }, 'user');
};
