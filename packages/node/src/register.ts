// `node --import @runlight/node/register app.js`: Runlight without a line of code, configured by the environment.
import { startRunlight } from './start-runlight.ts';

startRunlight();
