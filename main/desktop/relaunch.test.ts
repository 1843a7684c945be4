import { expect, test } from 'vitest';
import { relaunchOptions } from './relaunch.ts';

test.each([
  [
    'a package',
    { argv: ['/opt/faceloom', '--library=/a', '--no-sandbox', '/photos'], isPackaged: true },
    ['--no-sandbox'],
  ],
  [
    'a checkout',
    { argv: ['/electron', '/checkout', '--library=/a', '--enable-logging'], isPackaged: false },
    ['/checkout', '--enable-logging'],
  ],
])('%s starts again without its library and what was opened', (_, start, args) => {
  expect(relaunchOptions(start.argv, start.isPackaged, {})).toEqual({ args });
});

test('an AppImage is started, not the program that it mounted', () => {
  const appImage = '/opt/Faceloom.AppImage';
  expect(relaunchOptions(['/tmp/.mount_x/faceloom'], true, { APPIMAGE: appImage })).toEqual({
    args: [],
    execPath: appImage,
  });
});
