/** Where log lines go; hosts attach a file or the console. */
export type LogSink = (line: LogLine) => void;

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  component: string;
  message: string;
  fields: Readonly<Record<string, unknown>>;
}

type LogCall = (message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A logger for one component. */
export interface Logger {
  debug: LogCall;
  info: LogCall;
  warn: LogCall;
  error: LogCall;
  /** The same sink under another component name. */
  child(component: string): Logger;
}

export function createLogger(sink: LogSink, component = 'studio'): Logger {
  const at =
    (level: LogLine['level']): LogCall =>
    (message, fields = {}) =>
      sink({ level, component, message, fields });
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (name) => createLogger(sink, name),
  };
}

/** One line of text: level, component, message, then fields as JSON; errors with their stack. */
export function formatLogLine({ level, component, message, fields }: LogLine): string {
  const details = Object.entries(fields).map(([key, value]) => `${key}=${describe(value)}`);
  return [level.toUpperCase().padEnd(5), `[${component}]`, message, ...details].join(' ');
}

function describe(value: unknown): string {
  if (value instanceof Error) {
    const cause = value.cause === undefined ? '' : ` cause=${describe(value.cause)}`;
    return `${value.stack ?? value.message}${cause}`;
  }
  return JSON.stringify(value) ?? String(value);
}
