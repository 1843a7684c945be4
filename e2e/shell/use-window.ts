import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { bridgeChannel } from '../../main/contract/system/bridge-channels.ts';
import { app, ipcMain, request, seen, windows } from './electron-stand-in.ts';
import { connectFrom, connectPage, report } from './started-program.ts';

/** Uses the desktop program as its window would, closes the window, and prints what came of it. */

const answer = await request('studio://app/');
const outside = await request('studio://app/../package.json');
const strangerRefused = connectFrom('https://elsewhere.example/') === undefined;
const { host, engines } = await connectPage().system.info();

const album = path.join(process.env['STAND_IN_DIR'] ?? '', 'album');
mkdirSync(album);
const page = { senderFrame: { url: 'studio://app/', parent: null }, sender: windows[0]?.webContents };
const picture = `data:image/png;base64,${Buffer.from('a face').toString('base64')}`;
app.emit('second-instance', {}, [process.execPath, 'faceloom', 'album'], path.dirname(album));
ipcMain.emit(bridgeChannel.takeOpenPaths, page);
ipcMain.emit(bridgeChannel.showInFolder, page, album);
ipcMain.emit(bridgeChannel.dragOut, page, [{ name: 'Face.png', address: picture }]);
while (!seen.some(({ name }) => name === 'drag')) await new Promise((resolve) => setTimeout(resolve, 20));

const exited = once(app, 'stand-in:exit');
windows[0]?.emit('close', { preventDefault: () => undefined });
await exited;

report({
  page: { status: answer.status, policy: answer.headers.get('content-security-policy') },
  outside: outside.status,
  album,
  strangerRefused,
  host,
  engines,
});
