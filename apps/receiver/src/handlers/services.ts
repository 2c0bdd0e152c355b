import { join } from 'node:path';
import { errorMessage, openDatabase } from '@partner-webhooks/inbox';
import { ConfigError } from '../config/config-error.ts';
import { type LabelUpdates, openLabelUpdates } from './read-model/label-updates.ts';
import { type LastKnown, openLastKnown } from './read-model/last-known.ts';
import { openTokenPrices, type TokenPrices } from './read-model/token-prices.ts';

/**
 * The dependencies of the handlers: your database, your clients of other systems. They are opened once and passed to every
 * handler, so that a test can pass others.
 */
export interface Services {
  /** The last known state of every subject. */
  readonly lastKnown: LastKnown;
  /** When the labels of customers were updated. */
  readonly labelUpdates: LabelUpdates;
  /** All token prices that have been received. */
  readonly tokenPrices: TokenPrices;
  /** Waits for running calls, and closes what the services hold open. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the services of the shipped handlers: three tables in a SQLite file.
 *
 * @param folder the folder of the inbox. It exists, and the file is created in it.
 * @param onFailure called once if the services can no longer be used, with what has failed. The receiver then ends, and its
 * supervisor restarts it.
 * @throws ConfigError if the file cannot be opened.
 */
export async function openServices(
  folder: string,
  onFailure: (what: string, error: Error) => void = () => {},
): Promise<Services> {
  const file = join(folder, READ_MODEL_FILE);
  try {
    return await openReadModel(file, (error) => onFailure('the read model', error));
  } catch (error) {
    throw new ConfigError(
      `DATABASE_URL: the read model ${file} cannot be opened: ${errorMessage(error)}. ` +
        'It can be rebuilt: see "The read model is damaged" in docs/operations.md',
      { cause: error },
    );
  }
}

/** The name of the read model's file, beside that of the inbox. */
const READ_MODEL_FILE = 'read-model.db';

async function openReadModel(file: string, onFailure: (error: Error) => void): Promise<Services> {
  const database = await openDatabase(file, onFailure);
  try {
    return {
      lastKnown: await openLastKnown(database),
      labelUpdates: await openLabelUpdates(database),
      tokenPrices: await openTokenPrices(database),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
