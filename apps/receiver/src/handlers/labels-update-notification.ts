import type { Handler } from './handler.ts';

/** The labels of customers were updated, or could not be. Only their number is logged; the list can be long. */
export const handleLabelsUpdateNotification: Handler<'LABELS_UPDATE_NOTIFICATION'> = async (
  { payload: { updatedCustomers = [], notificationType } },
  context,
  { labelUpdates },
) => {
  labelUpdates.record(updatedCustomers, context);
  context.log.info({ customers: updatedCustomers.length, notificationType }, 'labels update');
};
