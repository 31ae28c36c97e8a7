export { ENGINES, startTestServer, type EngineName, type TestServer } from './test-server.ts';
