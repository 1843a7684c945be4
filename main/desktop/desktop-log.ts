import electronLog from 'electron-log/main';
import { createLogger, formatLogLine, type Logger } from '../studio/base/log.ts';

/** A logger that writes to the desktop's log file and, while developing, to the terminal. */
export function openDesktopLog(file: string, isPackaged: boolean): Logger {
  const { transports } = electronLog;
  transports.file.resolvePathFn = () => file;
  transports.file.maxSize = maxFileBytes;
  transports.console.level = isPackaged ? false : 'info';
  return createLogger((line) => electronLog[line.level](formatLogLine(line)), 'desktop');
}

/** Largest size of the log file before it is turned over, in bytes. */
const maxFileBytes = 5 * 1024 * 1024;
