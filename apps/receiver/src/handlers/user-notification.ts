import type { Handler } from '../handler.ts';

/** A user was created, moved on, or could not be changed. */
export const handleUserNotification: Handler<'USER_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { userId, status, notificationType } = payload;
  log.info({ userId, status, notificationType }, 'user');
};
