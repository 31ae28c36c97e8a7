export { eventually } from './eventually.ts';
export { otlpLogs, otlpTraces } from './otlp-bodies.ts';
export { insertRuns, runRow, type SampleRunRow } from './run-rows.ts';
export {
  ENGINES,
  startTestServer,
  type EngineName,
  type TestServer,
  type TestServerOptions,
} from './test-server.ts';
export { addWebhook, deliveriesOf, MovableClock, type AddedWebhook } from './webhook-deliveries.ts';
export { WebhookReceiver, type ReceivedWebhook, type WebhookReply } from './webhook-receiver.ts';
