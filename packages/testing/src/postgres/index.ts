export { startPostgres, whyNoPostgres, type PostgresServer } from './postgres-server.ts';
