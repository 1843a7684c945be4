/**
 * Environment variable that names a file, which the desktop program writes once Electron is ready. Whoever started the
 * program tells a window that was closed from an Electron that could not start by it.
 */
export const startedFileVariable = 'FACELOOM_STARTED_FILE';
