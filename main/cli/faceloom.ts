import { keepCompiledModules } from './compiled-modules.ts';
import { endWithReader } from './end-with-reader.ts';

/** Entry of the program `faceloom`. */

keepCompiledModules();
const { report, runCommandLine } = await import('./run-command-line.ts');

// A rejection that was not awaited ends the program here, and nowhere else.
process.on('uncaughtException', (error) => process.exit(report(error, process.argv.includes('--json'))));
endWithReader();
process.exitCode = await runCommandLine(process.argv.slice(2));
