import { DatabaseSync } from 'node:sqlite';
import { prepareAll } from '../prepare-all.ts';
import type { Program } from '../program.ts';
import { type ActivityQueries, openActivityQueries } from './activity.ts';
import { type AuditQueries, openAuditQueries } from './audit.ts';
import { type FailureQueries, openFailures } from './failures.ts';
import { type HandlerQueries, openHandlerQueries } from './handler-tables.ts';
import { type JobQueries, openJobQueries } from './jobs.ts';
import { type NotificationQueries, openNotifications } from './notifications.ts';
import { type ObservationQueries, openObservations } from './observations.ts';
import { openQuarantineQueries, type QuarantineQueries } from './quarantine.ts';
import { openStatistics, type StatisticsQueries } from './statistics.ts';

/** An open inbox for reading. */
export interface ReadStore
  extends NotificationQueries,
    QuarantineQueries,
    ObservationQueries,
    StatisticsQueries,
    Omit<HandlerQueries, 'closeHandlerTables'>,
    ActivityQueries,
    FailureQueries,
    AuditQueries,
    JobQueries,
    Program {
  /** Reads what was written last, to see whether that is possible. */
  check(): void;
}

/** Opens the inbox for reading: a second connection to the same file, which reads while the store writes. */
export function openReadStore({ file }: { readonly file: string }): ReadStore {
  const database = new DatabaseSync(file, { readOnly: true });
  const sql = prepareAll(database, STATEMENTS);
  const { read, closeHandlerTables } = openHandlerQueries(database, file);
  return {
    begin: () => database.exec('BEGIN'),
    commit: () => database.exec('COMMIT'),
    rollback: () => {
      if (database.isTransaction) database.exec('ROLLBACK');
    },
    ...openNotifications(database),
    ...openQuarantineQueries(database),
    ...openObservations(database),
    ...openStatistics(database, file),
    read,
    ...openActivityQueries(database),
    ...openFailures(database),
    ...openAuditQueries(database),
    ...openJobQueries(database),
    check: () => void [sql.heartbeat.get(), sql.newest.get()],
    close() {
      closeHandlerTables();
      database.close();
    },
  };
}

const STATEMENTS = {
  heartbeat: `SELECT at FROM heartbeat`,
  newest: `SELECT body FROM notification ORDER BY seq DESC LIMIT 1`,
};
