import { exitCodes } from './exit-codes.ts';
import { report, runCommandLine } from './run-command-line.ts';

/** Entry of the program `faceloom`. */

// A rejection that was not awaited ends the program here, and nowhere else.
process.on('uncaughtException', (error) => process.exit(report(error, process.argv.includes('--json'))));
// Whoever reads may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});
process.exitCode = await runCommandLine(process.argv.slice(2));
