import type { Handler } from './handler.ts';

/** A person who may act for a customer was created, changed its status, or could not be changed. */
export const handleProxyNotification: Handler<'PROXY_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { proxyId, status, notificationType } = notification.payload;
  context.log.info({ proxyId, status, notificationType }, 'proxy');
};
