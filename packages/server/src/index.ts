export type { Role } from './http/principal.ts';
export { startServer, type RunningServer, type ServerOptions } from './server.ts';
export type { ServerSettings } from './server-settings.ts';
export { createToken, type NewToken } from './tokens/create-token.ts';
