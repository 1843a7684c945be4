import type { RelaunchOptions } from 'electron';

/**
 * How the program is started again: as it was, without the library it was given and the files that were opened with it.
 * An AppImage is mounted anew for each start, so that its own file is started and not what lies in it
 * (docs.appimage.org/packaging-guide/environment-variables.html).
 */
export function relaunchOptions(
  argv: readonly string[],
  isPackaged: boolean,
  { APPIMAGE: appImage }: NodeJS.ProcessEnv,
): RelaunchOptions {
  const program = isPackaged ? [] : argv.slice(1, 2);
  const flags = argv
    .slice(1)
    .filter((argument) => argument.startsWith('--') && !argument.startsWith('--library'));
  return { args: [...program, ...flags], ...(appImage === undefined ? {} : { execPath: appImage }) };
}
