import type { Handler } from '../handler.ts';

/** A strategy, or the subscription of one subscriber to it, moved on. */
export const handleStrategyNotification: Handler<'STRATEGY_NOTIFICATION'> = async ({ payload }, { log }) => {
  const { strategyId, subscriberId, status } = payload;
  log.info({ strategyId, subscriberId, status }, 'strategy');
};
