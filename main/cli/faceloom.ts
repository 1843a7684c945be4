import { exitCodes } from './exit-codes.ts';
import { report, runCommandLine } from './run-command-line.ts';

/** Entry of the program `faceloom`. */

// What nobody awaited; nobody but this file ends the program.
process.on('uncaughtException', (error) => process.exit(report(error, process.argv.includes('--json'))));
// Whoever reads may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(exitCodes.done);
});
process.exitCode = await runCommandLine(process.argv.slice(2));
