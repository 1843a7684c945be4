import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { hasDisplay as isDisplayThere } from '../../contract/system/display.ts';
import { isExecutable } from '../find-program.ts';

/** Where Electron is and whether it could open a window. */
export type ElectronFinding = { hasDisplay: boolean } & (
  | { found: true; path: string; version?: string }
  /** `installer`: its own script that downloads it; absent where the npm package is not installed. */
  | { found: false; reason: string; next: string; installer?: ElectronInstaller }
);

/** The npm package of Electron, whose program is still to be downloaded. */
export interface ElectronInstaller {
  version: string;
  /** `install-electron`, a script for Node. */
  script: string;
}

export interface ElectronHost {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Folder of the npm package; undefined when it is not installed. */
  packageDir: string | undefined;
}

const inBrowser = 'use the studio in a browser: npm run -s faceloom -- serve.';

/** Looks for Electron's program without importing `electron`, because that import starts a download when it is missing. */
export function findElectron(host: ElectronHost = currentElectronHost()): ElectronFinding {
  const { platform, env, packageDir } = host;
  const hasDisplay = isDisplayThere(platform, env);
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return inFolder(override, host, hasDisplay);
  if (packageDir === undefined) {
    const reason = 'The electron package is not installed.';
    return { hasDisplay, found: false, reason, next: `Run npm ci, or ${inBrowser}` };
  }
  const { version } = Package.parse(JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')));
  const distDir = path.join(packageDir, 'dist');
  const programName = readText(packageDir, 'path.txt');
  const distVersion = readText(distDir, 'version')?.replace(/^v/, '');
  // Electron's installer writes path.txt last: without it the rest may be half unpacked (electron/install.js).
  const isComplete = programName !== undefined && distVersion === version;
  const program = path.join(distDir, programName ?? '');
  if (isComplete && isExecutable(program)) return { hasDisplay, found: true, path: program, version };
  return {
    hasDisplay,
    found: false,
    reason: "Electron's program has not been downloaded.",
    next: `Run npm start -- --window or npx install-electron, or ${inBrowser}`,
    installer: { version, script: path.join(packageDir, 'install.js') },
  };
}

const Package = z.object({ version: z.string() });

const usualNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Electron in a folder that the user named. */
function inFolder(dir: string, { platform, packageDir }: ElectronHost, hasDisplay: boolean): ElectronFinding {
  const name = readText(packageDir, 'path.txt') ?? usualNames[platform] ?? 'electron';
  const program = path.join(dir, name);
  if (!isExecutable(program)) {
    const reason = `There is no Electron in ${dir}.`;
    return {
      hasDisplay,
      found: false,
      reason,
      next: `Set ELECTRON_OVERRIDE_DIST_PATH right, or ${inBrowser}`,
    };
  }
  const version = readText(dir, 'version')?.replace(/^v/, '');
  return { hasDisplay, found: true, path: program, ...(version === undefined ? {} : { version }) };
}

function readText(dir: string | undefined, name: string): string | undefined {
  if (dir === undefined) return undefined;
  const file = path.join(dir, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined;
}

function currentElectronHost(): ElectronHost {
  return { platform: process.platform, env: process.env, packageDir: findElectronPackage() };
}

function findElectronPackage(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    // The only way to ask the resolver is to let it fail.
    return undefined;
  }
}
