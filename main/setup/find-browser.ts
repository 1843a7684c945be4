import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { isExecutable } from './find-program.ts';
import { runProgram } from './run-program.ts';

export type BrowserFinding =
  | { found: true; path: string; version: string }
  | { found: false; reason: string; next: string };

/** What the search looks at; tests bring their own. */
export interface BrowserHost {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  homeDir: string;
  isExecutable(file: string): boolean;
  /** Names in a folder; none when it does not exist. */
  list(dir: string): string[];
  /** What the browser says of its version; undefined when it does not tell. */
  askVersion(file: string): Promise<string | undefined>;
}

const programNames = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const macApps = [
  ['Google Chrome.app', 'Google Chrome'],
  ['Chromium.app', 'Chromium'],
  ['Microsoft Edge.app', 'Microsoft Edge'],
] as const;

const windowsPrograms = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
] as const;

/** Where Playwright puts its Chromium below `chromium-<revision>/`, newest layout first. */
const playwrightPrograms: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['chrome-linux64/chrome', 'chrome-linux-arm64/chrome', 'chrome-linux/chrome'],
  darwin: [
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['chrome-win64/chrome.exe', 'chrome-win/chrome.exe'],
};

/** Looks for a Chromium, Chrome or Edge that can show the studio or run its end-to-end tests. */
export async function findBrowser(host: BrowserHost = currentBrowserHost()): Promise<BrowserFinding> {
  const present = [...onPath(host), ...inUsualPlaces(host), ...ofPlaywright(host)].filter(host.isExecutable);
  for (const file of present) {
    const version = await versionOf(file, host);
    // Ubuntu's chromium-browser is a stub that only asks for a snap: what names no version is not a browser.
    if (version !== undefined) return { found: true, path: file, version };
  }
  return {
    found: false,
    reason:
      present.length === 0
        ? 'No Chromium, Chrome or Edge was found.'
        : `${present.join(', ')} did not start, and no other Chromium, Chrome or Edge was found.`,
    next: 'Install one of them (Debian: apt install chromium), or run npx playwright install chromium.',
  };
}

function onPath({ platform, env }: BrowserHost): string[] {
  if (platform === 'win32') return [];
  const folders = (env['PATH'] ?? '').split(':').filter(Boolean);
  return programNames.flatMap((name) => folders.map((folder) => path.posix.join(folder, name)));
}

function inUsualPlaces({ platform, env, homeDir }: BrowserHost): string[] {
  if (platform === 'darwin') {
    const roots = ['/Applications', path.posix.join(homeDir, 'Applications')];
    return macApps.flatMap(([app, name]) =>
      roots.map((root) => path.posix.join(root, app, 'Contents', 'MacOS', name)),
    );
  }
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
      (root) => root !== undefined,
    );
    return windowsPrograms.flatMap((parts) => roots.map((root) => path.win32.join(root, ...parts)));
  }
  return ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge', '/snap/bin/chromium'];
}

function ofPlaywright(host: BrowserHost): string[] {
  const { platform, env, homeDir } = host;
  const join = platform === 'win32' ? path.win32.join : path.posix.join;
  const usual: Partial<Record<NodeJS.Platform, string>> = {
    linux: join(env['XDG_CACHE_HOME'] || join(homeDir, '.cache'), 'ms-playwright'),
    darwin: join(homeDir, 'Library', 'Caches', 'ms-playwright'),
    win32: join(env['LOCALAPPDATA'] || join(homeDir, 'AppData', 'Local'), 'ms-playwright'),
  };
  const root = env['PLAYWRIGHT_BROWSERS_PATH'] || usual[platform];
  if (root === undefined) return [];
  const revision = (name: string) => Number(name.slice('chromium-'.length));
  return host
    .list(root)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) =>
      (playwrightPrograms[platform] ?? []).map((program) => join(root, name, ...program.split('/'))),
    );
}

async function versionOf(file: string, host: BrowserHost): Promise<string | undefined> {
  if (host.platform !== 'win32') return (await host.askVersion(file))?.match(/\d+(\.\d+)+/)?.[0];
  // On Windows --version opens a window; the folder beside the program is named after the version.
  return host.list(path.win32.dirname(file)).find((name) => /^\d+(\.\d+){3}$/.test(name));
}

function currentBrowserHost(): BrowserHost {
  return { platform: process.platform, env: process.env, homeDir: homedir(), isExecutable, list, askVersion };
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    // A folder that is absent or closed to us holds no browser we could use.
    return [];
  }
}

async function askVersion(file: string): Promise<string | undefined> {
  try {
    const result = await runProgram(file, ['--version'], { timeoutMs: 10_000 });
    return result.ok ? result.stdout : undefined;
  } catch {
    // A program that this system cannot even start is reported as one that did not start.
    return undefined;
  }
}
