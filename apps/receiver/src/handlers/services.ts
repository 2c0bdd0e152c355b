import { join } from 'node:path';
import { errorMessage, type HandlerLog, type Inbox } from '@partner-webhooks/inbox';
import { ConfigError } from '../config/config-error.ts';
import { copyEarlierFile } from './read-model/earlier-file.ts';
import { createLabelUpdates, type LabelUpdates } from './read-model/label-updates.ts';
import { createLastKnown, type LastKnown } from './read-model/last-known.ts';
import { createTokenPrices, type TokenPrices } from './read-model/token-prices.ts';

/**
 * The dependencies of the handlers: your clients of other systems, and what reads your tables. They are opened once and passed
 * to every handler, so that a test can pass others.
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

/** What services are opened with. */
export interface ServicesOptions {
  /** Reads and writes the tables that `migrations/` makes. */
  readonly inbox: Pick<Inbox, 'prepareWrite' | 'read' | 'write'>;
  /** The folder for files. It exists. */
  readonly folder: string;
  /** Whether this process calls handlers. If not, the migrations have not been run. */
  readonly areHandlersOn: boolean;
  readonly log: Pick<HandlerLog, 'info'>;
  /**
   * Call it once if the services can no longer be used, with what has failed. The receiver then ends, and its supervisor
   * restarts it. The shipped services need nothing that can fail so.
   */
  readonly onFailure: (what: string, error: Error) => void;
}

/**
 * Opens the services of the shipped handlers: three tables of the read model.
 *
 * @throws ConfigError if the read model of an earlier version cannot be read.
 */
export async function openServices({
  inbox,
  folder,
  areHandlersOn,
  log,
}: ServicesOptions): Promise<Services> {
  const file = join(folder, EARLIER_FILE);
  try {
    const rows = areHandlersOn ? await copyEarlierFile(file, inbox) : undefined;
    if (rows !== undefined)
      log.info({ rows, file }, 'the read model was copied from its file into the inbox');
  } catch (error) {
    throw new ConfigError(
      `DATABASE_URL: the read model ${file} of an earlier version cannot be read: ${errorMessage(error)}. ` +
        'Remove it, and rebuild the read model: see "Rebuild the read model" in docs/operations.md',
      { cause: error },
    );
  }
  return {
    lastKnown: createLastKnown(inbox),
    labelUpdates: createLabelUpdates(inbox),
    tokenPrices: createTokenPrices(inbox),
    close: async () => {},
  };
}

/** The read model had a file of its own, beside the inbox. */
const EARLIER_FILE = 'read-model.db';
