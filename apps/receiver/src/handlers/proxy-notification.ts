import type { Handler } from '../handler.ts';

/** Somebody who may act for a customer was created, moved on, or could not be changed. */
export const handleProxyNotification: Handler<'PROXY_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { proxyId, status, notificationType } = payload;
  log.info({ proxyId, status, notificationType }, 'proxy');
};
