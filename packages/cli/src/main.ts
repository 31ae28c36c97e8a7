import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();

// Whoever read our output has seen enough (`runlight list | head`): that is no error. `exec` deals with it by itself.
for (const stream of [terminal.stdout, terminal.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream.listenerCount('error') === 1) process.exit();
  });
}

process.exitCode = await runProgram(process.argv.slice(2), terminal);
