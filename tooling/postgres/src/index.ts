export { createDatabase, type TestDatabase } from './database.ts';
export { type PostgresServer, startServer } from './server.ts';
