export type { PostgresConnection } from './connection/settings.ts';
export { openPostgresCopyTarget, type PostgresCopyTarget } from './copy/target.ts';
export { openPostgresInbox, type PostgresInboxOptions } from './open.ts';
export { openPostgresBodies } from './read/stored-bodies.ts';
