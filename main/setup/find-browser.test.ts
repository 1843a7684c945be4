import { describe, expect, test } from 'vitest';
import { type BrowserHost, findBrowser } from './find-browser.ts';

function fakeHost(
  part: Partial<BrowserHost> & { files?: string[]; folders?: Record<string, string[]> },
): BrowserHost {
  const { files = [], folders = {}, ...rest } = part;
  return {
    platform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    homeDir: '/people/ann',
    isExecutable: (file) => files.includes(file),
    list: (dir) => folders[dir] ?? [],
    askVersion: async () => 'Chromium 156.0.8078.79 built on Debian',
    ...rest,
  };
}

describe('where a browser is looked for', () => {
  test.each<[string, Parameters<typeof fakeHost>[0], string]>([
    ['PATH', { files: ['/usr/bin/google-chrome', '/usr/bin/chromium'] }, '/usr/bin/chromium'],
    ['usual places on Linux', { files: ['/opt/google/chrome/chrome'] }, '/opt/google/chrome/chrome'],
    [
      'applications on a Mac',
      {
        platform: 'darwin',
        files: ['/people/ann/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
      },
      '/people/ann/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ],
    [
      "Playwright's newest",
      {
        files: ['998', '1200'].map(
          (n) => `/people/ann/.cache/ms-playwright/chromium-${n}/chrome-linux64/chrome`,
        ),
        folders: { '/people/ann/.cache/ms-playwright': ['chromium-998', 'chromium-1200', 'ffmpeg-1011'] },
      },
      '/people/ann/.cache/ms-playwright/chromium-1200/chrome-linux64/chrome',
    ],
    [
      'a moved folder of Playwright',
      {
        env: { PLAYWRIGHT_BROWSERS_PATH: '/browsers' },
        files: ['/browsers/chromium-7/chrome-linux/chrome'],
        folders: { '/browsers': ['chromium-7'] },
      },
      '/browsers/chromium-7/chrome-linux/chrome',
    ],
  ])('%s', async (_place, host, file) => {
    expect(await findBrowser(fakeHost(host))).toEqual({ found: true, path: file, version: '156.0.8078.79' });
  });

  test('on Windows the version comes from the folder, because asking opens a window', async () => {
    const folder = 'C:\\Program Files\\Google\\Chrome\\Application';
    const host = fakeHost({
      platform: 'win32',
      env: { ProgramFiles: 'C:\\Program Files' },
      files: [`${folder}\\chrome.exe`],
      folders: { [folder]: ['chrome.exe', '156.0.8078.79', 'SetupMetrics'] },
      askVersion: () => expect.unreachable(),
    });
    expect(await findBrowser(host)).toEqual({
      found: true,
      path: `${folder}\\chrome.exe`,
      version: '156.0.8078.79',
    });
  });
});

test('a program that does not start is passed over, and named when there is no other', async () => {
  const stub = '/usr/bin/chromium-browser';
  const real = '/usr/bin/google-chrome';
  const askVersion = async (file: string) => (file === real ? 'Google Chrome 150.1' : undefined);
  expect(await findBrowser(fakeHost({ files: [stub, real], askVersion }))).toMatchObject({ path: real });
  expect(await findBrowser(fakeHost({ files: [stub], askVersion }))).toMatchObject({
    found: false,
    reason: expect.stringContaining(stub),
  });
});

test('nothing found gives a reason and the next step', async () => {
  expect(await findBrowser(fakeHost({}))).toMatchObject({
    found: false,
    reason: 'No Chromium, Chrome or Edge was found.',
    next: expect.stringContaining('chromium'),
  });
});
