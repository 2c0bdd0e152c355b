import type { Handler } from '../handler.ts';

/** The labels of customers changed. Only their number is logged; the list can be long. */
export const handleLabelsUpdateNotification: Handler<'LABELS_UPDATE_NOTIFICATION'> = async (
  { payload },
  { log },
) => {
  log.info({ customers: payload.updatedCustomers?.length ?? 0 }, 'labels update');
};
