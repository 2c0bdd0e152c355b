import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HandlerContext, type Inbox, systemClock, type Write } from '@partner-webhooks/inbox';
import { readConfig } from '../src/config.ts';
import { openInbox } from '../src/open-inbox.ts';

/** An inbox with the tables of the shipped handlers. */
export interface HandlerTables {
  readonly inbox: Inbox;
  /** The folder of the inbox. */
  readonly folder: string;
  /** Carries out in one transaction what a function writes. */
  readonly carryOut: (run: (write: HandlerContext['write']) => Promise<void> | void) => Promise<void>;
  /** Closes the inbox, and removes its folder. */
  readonly close: () => Promise<void>;
}

/** Opens one, as `main.ts` does. @param settings in place of a file in a folder of its own. */
export async function openHandlerTables(settings: Record<string, string> = {}): Promise<HandlerTables> {
  const folder = await mkdtemp(join(tmpdir(), 'tables-'));
  const config = readConfig({ DATABASE_URL: `file:${join(folder, 'inbox.db')}`, ...settings });
  const inbox = await openInbox(config, { quarantineCapacity: 1, clock: systemClock });
  return {
    inbox,
    folder,
    async carryOut(run) {
      const writes: Write[] = [];
      await run((sql, ...values) => void writes.push(inbox.prepareWrite(sql, values)));
      await inbox.write(writes);
    },
    async close() {
      await inbox.close();
      await rm(folder, { recursive: true });
    },
  };
}
