import { spawn } from 'node:child_process';
import { electronRecord } from '../setup/electron/electron-record.ts';
import { fetchElectron } from '../setup/electron/fetch-electron.ts';
import { findElectron } from '../setup/electron/find-electron.ts';
import { openProgressLine } from '../setup/progress-line.ts';
import { rootDir } from './app.ts';
import { browserTargets, buildIfOutdated, desktopTargets } from './build-if-outdated.ts';
import { keepCompiledModules } from './compiled-modules.ts';
import { endWithReader } from './end-with-reader.ts';
import { exitCodeOf } from './exit-codes.ts';
import { interruptible } from './interruptible.ts';
import { asStudioError } from './present-error.ts';
import { runElectron } from './run-electron.ts';
import { readStartOptions, type StartParts, startStudio } from './start-studio.ts';

/** Entry of `npm start`: the studio in a window, or in the browser. */

keepCompiledModules();

const say = (line: string) => process.stdout.write(`${line}\n`);

const parts: StartParts = {
  findElectron: () => findElectron(),
  recordOf: (version) => electronRecord(version),
  async fetchElectron(installer) {
    const line = openProgressLine(process.stdout, 'Electron');
    try {
      return await interruptible((signal) => fetchElectron(installer, { report: line.report, signal }), say);
    } finally {
      line.close();
    }
  },
  build: (host) =>
    buildIfOutdated(host === 'desktop' ? desktopTargets : browserTargets, () => say('Building the studio …')),
  runElectron: (program, { library, files }) =>
    runElectron({
      program,
      args: [rootDir, ...(library === undefined ? [] : [`--library=${library}`]), ...files],
      cwd: rootDir,
      onSlow: () =>
        say('The window is slow to open. If it does not come: Ctrl-C, then npm start -- --browser'),
    }),
  async serve({ library }) {
    // The window has a studio of its own.
    const { serve } = await import('./commands/serve.ts');
    return serve({ library, host: '127.0.0.1', port: 0 }, (url) => {
      say(`Faceloom is at ${url}\nCtrl-C ends it; a training is paused with a checkpoint.`);
      openInBrowser(url);
    });
  },
  say,
};

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

endWithReader();
try {
  process.exitCode = await startStudio(readStartOptions(process.argv.slice(2)), parts);
} catch (error) {
  const known = asStudioError(error);
  if (process.env['FACELOOM_DEBUG']) console.error(error);
  process.stderr.write(`${known.message}\n${known.data.next}\n`);
  process.exitCode = exitCodeOf(known.code);
}
