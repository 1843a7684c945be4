import { createRequire } from 'node:module';
import { createLogger, formatLogLine, type Logger } from '../studio/base/log.ts';

/** A logger into a file that electron-log rotates; made when the first line is written. */
export function fileLogger(file: string): Logger {
  const log: typeof import('electron-log/node').default = createRequire(import.meta.url)('electron-log/node');
  log.transports.console.level = false;
  // It would otherwise look for a package.json near the working folder.
  log.transports.file.setAppName('Faceloom');
  log.transports.file.resolvePathFn = () => file;
  log.transports.file.format = '{y}-{m}-{d} {h}:{i}:{s}.{ms} {text}';
  return createLogger((line) => log[line.level](formatLogLine(line)));
}
