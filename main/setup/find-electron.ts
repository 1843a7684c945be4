import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isExecutable } from './find-program.ts';

/** Where Electron is and whether it could open a window. */
export type ElectronFinding = { hasDisplay: boolean } & (
  | { found: true; path: string; version?: string }
  | { found: false; reason: string; next: string }
);

export interface ElectronHost {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  /** Folder of the npm package; undefined when it is not installed. */
  packageDir: string | undefined;
}

const usualNames: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Looks for Electron's program without importing `electron`, because that import starts a download when it is missing. */
export function findElectron(host: ElectronHost = currentElectronHost()): ElectronFinding {
  const { platform, env, packageDir } = host;
  const hasDisplay =
    platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (packageDir === undefined && !override) {
    return {
      hasDisplay,
      found: false,
      reason: 'The electron package is not installed.',
      next: 'Run npm ci, or use the studio in a browser: npm run -s faceloom -- serve.',
    };
  }
  const distDir = override || path.join(packageDir ?? '', 'dist');
  const program = path.join(distDir, readText(packageDir, 'path.txt') ?? usualNames[platform] ?? 'electron');
  if (!isExecutable(program)) {
    return {
      hasDisplay,
      found: false,
      reason: "Electron's program has not been downloaded.",
      next: 'Run npx install-electron, or use the studio in a browser: npm run -s faceloom -- serve.',
    };
  }
  return { hasDisplay, found: true, path: program, version: readText(distDir, 'version')?.replace(/^v/, '') };
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
