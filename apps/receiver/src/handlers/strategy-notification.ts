import type { Handler } from './handler.ts';

/** A strategy, or the subscription of one subscriber to it, changed its status. */
export const handleStrategyNotification: Handler<'STRATEGY_NOTIFICATION'> = async (
  notification,
  context,
  { lastKnown },
) => {
  await lastKnown.record(notification, context);
  const { strategyId, subscriberId, status } = notification.payload;
  context.log.info({ strategyId, subscriberId, status }, 'strategy');
};
