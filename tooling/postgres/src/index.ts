export { createDatabase, type TestDatabase } from './database.ts';
export { type PostgresServer, startServer } from './server.ts';
export { type StandbyServer, startStandby } from './standby.ts';
