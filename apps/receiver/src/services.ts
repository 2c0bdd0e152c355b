import { join } from 'node:path';
import { createPrivateFile, makePrivate } from '@partner-webhooks/inbox';
import { type LabelUpdates, openLabelUpdates } from './read-model/label-updates.ts';
import { type LastKnown, openLastKnown } from './read-model/last-known.ts';
import { openTokenPrices, type TokenPrices } from './read-model/token-prices.ts';

/**
 * What handlers work with: your database, your clients of other systems. They are opened once and handed to every
 * handler, so that a test can hand over others.
 */
export interface Services {
  /** The last known state of every subject. */
  readonly lastKnown: LastKnown;
  /** When the labels of customers were updated. */
  readonly labelUpdates: LabelUpdates;
  /** All token prices that have been received. */
  readonly tokenPrices: TokenPrices;
  readonly close: () => void;
}

/**
 * Opens the services of the handlers that are shipped: three tables in a SQLite file.
 *
 * @param folder where the file is; it exists already.
 */
export function openServices(folder: string): Services {
  const file = join(folder, 'read-model.db');
  createPrivateFile(file);
  makePrivate(`${file}-wal`, `${file}-shm`);
  const lastKnown = openLastKnown(file);
  const labelUpdates = openLabelUpdates(file);
  const tokenPrices = openTokenPrices(file);
  return {
    lastKnown,
    labelUpdates,
    tokenPrices,
    close() {
      lastKnown.close();
      labelUpdates.close();
      tokenPrices.close();
    },
  };
}
