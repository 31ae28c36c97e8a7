import { runBatch } from './batch/run-batch.ts';
import { ExampleError } from './example-error.ts';
import { parseOptions, usage } from './terminal/options.ts';

try {
  const options = parseOptions(process.argv.slice(2), process.cwd(), process.env);
  if (options === 'help') console.log(usage);
  else await runBatch(options);
} catch (error) {
  if (!(error instanceof ExampleError)) throw error;
  console.error(`${error.message}.${error.code === 'bad_usage' ? ' Try --help.' : ''}`);
  process.exitCode = 2;
}
