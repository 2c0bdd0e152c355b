import type { Write } from '../../effects/write.ts';
import type { ActivityMethods } from './activity.ts';
import type { AuditMethods } from './audit.ts';
import type { CauseMethods } from './causes.ts';
import type { ClaimMethods } from './claim.ts';
import type { CompleteMethods } from './complete.ts';
import type { DiscardMethods } from './discard.ts';
import type { JobMethods } from './jobs.ts';
import type { MigrateHandlers } from './migrate-handlers.ts';
import type { PauseMethods } from './pauses.ts';
import type { QuarantineMethods } from './quarantine.ts';
import type { ReceiveMethods } from './receive.ts';
import type { RemoveMethods } from './remove.ts';
import type { ReplayMethods } from './replay.ts';

/** The methods of the store that can be called from another thread, one verb a file. Each runs in a transaction. */
export interface StoreMethods
  extends Pick<ReceiveMethods, 'receive'>,
    Omit<QuarantineMethods, 'latestRejectedAt'>,
    ClaimMethods,
    CompleteMethods,
    ReplayMethods,
    DiscardMethods,
    PauseMethods,
    MigrateHandlers,
    ActivityMethods,
    CauseMethods,
    AuditMethods,
    JobMethods,
    RemoveMethods {
  /** When the last notification or rejected body was received, in milliseconds since 1970; 0 if there is none. */
  latestReceivedAt(): number;
  /** Carries out statements of handlers, apart from any notification. @throws StatementError if one fails. */
  write(writes: readonly Write[]): void;
  /** Adds to the search index what it lacks. */
  writeSearchIndex(): void;
  /** Has the rest of the log copied into the database after this transaction, so that the log restarts at its beginning. */
  finishCheckpoint(): void;
  /** Writes something, to see whether that is possible. */
  check(now: number): void;
}
