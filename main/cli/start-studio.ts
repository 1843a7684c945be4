import { parseArgs } from 'node:util';
import { StudioError } from '../contract/errors.ts';
import type { ElectronProblem, ElectronRecord } from '../setup/electron/electron-record.ts';
import type { ElectronFinding, ElectronInstaller } from '../setup/electron/find-electron.ts';
import { userPath } from './app.ts';
import { badInput } from './arguments.ts';
import type { WindowEnd } from './run-electron.ts';

/** What was asked for with `npm start --`. */
export interface StartOptions {
  /** `browser`: no window, whatever is there; `window`: try to get Electron again after a failure. */
  wanted: 'browser' | 'window' | 'best';
  library?: string;
  /** Files and folders to import. */
  files: string[];
}

/** The parts of a start that touch the machine; tests bring stand-ins. */
export interface StartParts {
  findElectron(): ElectronFinding;
  recordOf(version: string): ElectronRecord;
  /** Downloads Electron with progress; gives the problem where that fails. */
  fetchElectron(installer: ElectronInstaller): Promise<ElectronProblem | undefined>;
  build(host: 'browser' | 'desktop'): Promise<void>;
  /** Shows the window until it is closed. */
  runElectron(program: string, options: StartOptions): Promise<WindowEnd>;
  /** Serves the studio and opens it in the browser, until it is ended. */
  serve(options: StartOptions): Promise<void>;
  say(line: string): void;
}

/** Reads the arguments of `npm start`; wrong ones are INVALID_INPUT. */
export function readStartOptions(args: readonly string[]): StartOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: optionsOfStart,
      allowPositionals: true,
    });
    if (values.browser && values.window) throw badInput('--browser and --window exclude each other.', usage);
    return {
      wanted: values.browser ? 'browser' : values.window ? 'window' : 'best',
      ...(values.library === undefined ? {} : { library: userPath(values.library) }),
      files: positionals.map(userPath),
    };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw badInput(error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error), usage);
  }
}

/** What `npm start --` takes besides files. */
export const optionsOfStart = {
  browser: { type: 'boolean' },
  window: { type: 'boolean' },
  library: { type: 'string' },
} as const;

const usage = 'Usage: npm start -- [--browser | --window] [--library DIR] [FILE …]';

/**
 * The studio in an Electron window where that is possible, otherwise in the browser, with one reason why. Electron is
 * downloaded at the first start where there is a display; when that failed, the next starts go to the browser at once.
 * Gives the exit code.
 */
export async function startStudio(options: StartOptions, parts: StartParts): Promise<number> {
  const window = options.wanted === 'browser' ? undefined : await openWindow(options, parts);
  if (window !== undefined && 'exitCode' in window) return window.exitCode;
  if (window !== undefined) {
    parts.say(`${window.reason} Using the browser.`);
    if (window.next !== undefined) parts.say(window.next);
  }
  await parts.build('browser');
  await parts.serve(options);
  return 0;
}

type NoWindow = { reason: string; next?: string };

async function openWindow(options: StartOptions, parts: StartParts): Promise<WindowEnd | NoWindow> {
  let electron = parts.findElectron();
  if (!electron.hasDisplay) return { reason: 'There is no display for a window.' };
  if (!electron.found && electron.installer !== undefined) {
    const problem = await getElectron(electron.installer, options, parts);
    if (problem !== undefined) return problem;
    electron = parts.findElectron();
  }
  if (!electron.found) return electron;
  const record = electron.version === undefined ? undefined : parts.recordOf(electron.version);
  await parts.build('desktop');
  const end = await parts.runElectron(electron.path, options);
  record?.write('exitCode' in end ? undefined : { at: 'start', ...end });
  return end;
}

/** Downloads Electron, unless that failed before and is not asked for again. */
async function getElectron(
  installer: ElectronInstaller,
  { wanted }: StartOptions,
  parts: StartParts,
): Promise<ElectronProblem | undefined> {
  const record = parts.recordOf(installer.version);
  const before = record.read();
  if (before?.at === 'fetch' && wanted !== 'window') return before;
  const problem = await parts.fetchElectron(installer);
  record.write(problem);
  return problem;
}
