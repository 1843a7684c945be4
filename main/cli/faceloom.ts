import { endWithReader } from './end-with-reader.ts';
import { report, runCommandLine } from './run-command-line.ts';

/** Entry of the program `faceloom`. */

// A rejection that was not awaited ends the program here, and nowhere else.
process.on('uncaughtException', (error) => process.exit(report(error, process.argv.includes('--json'))));
endWithReader();
process.exitCode = await runCommandLine(process.argv.slice(2));
