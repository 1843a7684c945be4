import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findElectron } from '../setup/find-electron.ts';
import { rendererDir, rootDir } from './app.ts';
import { serve } from './commands/serve.ts';
import { exitCodeOf } from './exit-codes.ts';
import { isOutdated } from './is-outdated.ts';
import { asStudioError } from './present-error.ts';

/** `npm start`: the studio in an Electron window where that is possible, otherwise in the browser. */
async function start(): Promise<void> {
  if (
    !existsSync(join(rendererDir, 'index.html')) ||
    (await isOutdated(join(rendererDir, 'index.html'), ['renderer', 'main/contract']))
  ) {
    process.stdout.write('Building the studio …\n');
    await run(process.execPath, [join(rootDir, 'build.config.ts')]);
  }
  const electron = findElectron();
  if (electron.found && electron.hasDisplay) {
    await run(electron.path, [rootDir]);
    return;
  }
  process.stdout.write(
    `${electron.found ? 'There is no display for a window.' : electron.reason} Using the browser.\n`,
  );
  await serve({ host: '127.0.0.1', port: 0 }, (url) => {
    process.stdout.write(`Faceloom is at ${url}\nCtrl-C ends it; a training is paused with a checkpoint.\n`);
    openInBrowser(url);
  });
}

/** Runs a program to its end on this terminal. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', cwd: rootDir });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with code ${code}`)),
    );
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
  child.on('error', () => process.stdout.write('Open that address in your browser.\n'));
  child.unref();
}

try {
  await start();
} catch (error) {
  const known = asStudioError(error);
  process.stderr.write(`${known.message}\n${known.data.next}\n`);
  process.exitCode = exitCodeOf(known.code);
}
