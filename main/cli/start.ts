import { spawn } from 'node:child_process';
import { findElectron } from '../setup/find-electron.ts';
import { rootDir } from './app.ts';
import { browserTargets, buildIfOutdated, desktopTargets } from './build-if-outdated.ts';
import { serve } from './commands/serve.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { asStudioError } from './present-error.ts';

/** `npm start`: the studio in an Electron window where that is possible, otherwise in the browser. */
async function start(): Promise<number> {
  const electron = findElectron();
  const hasWindow = electron.found && electron.hasDisplay;
  await buildIfOutdated(hasWindow ? desktopTargets : browserTargets, () => say('Building the studio …'));
  if (hasWindow) return runElectron(electron.path);
  say(`${electron.found ? 'There is no display for a window.' : electron.reason} Using the browser.`);
  await serve({ host: '127.0.0.1', port: 0 }, (url) => {
    say(`Faceloom is at ${url}\nCtrl-C ends it; a training is paused with a checkpoint.`);
    openInBrowser(url);
  });
  return exitCodes.done;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The window on this terminal, until it is closed; Ctrl-C reaches it too, and it ends in its own time. */
function runElectron(program: string): Promise<number> {
  process.on('SIGINT', () => undefined);
  return new Promise((resolve, reject) => {
    const child = spawn(program, [rootDir], { stdio: 'inherit', cwd: rootDir });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? exitCodes.failed));
  });
}

/** The system's own opener; where there is none, the printed address is enough. */
function openInBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => say('Open that address in your browser.'));
  child.unref();
}

try {
  process.exitCode = await start();
} catch (error) {
  const known = asStudioError(error);
  if (process.env['FACELOOM_DEBUG']) console.error(error);
  process.stderr.write(`${known.message}\n${known.data.next}\n`);
  process.exitCode = exitCodeOf(known.code);
}
