import { once } from 'node:events';
import { z } from 'zod';
import { type FromWindow, ToShell } from '../hosts/window-messages.ts';
import { answerDialogs, app, ipcMain, request, windows } from './electron-stand-in.ts';
import { connectFrom } from './started-program.ts';

/**
 * Lets a window in a real browser use the built desktop program: what the preload says and what the page loads comes in
 * over this process's line, and answers go back. The window's frame is a name here, since the program only sees Electron's.
 */

const tell = (message: FromWindow) => process.send?.(message, undefined, undefined, () => undefined);
const [window] = windows;
if (window === undefined) throw new Error('The program opened no window.');
const frame = { url: 'studio://app/', parent: null };
const event = { senderFrame: frame, sender: window.webContents };
const lines = new Map<string, ReturnType<typeof connectFrom>>();

window.webContents.on('stand-in:send', (channel: string, values: unknown[]) =>
  tell({ type: 'said', channel, values }),
);

process.on('message', (raw) => {
  void take(ToShell.parse(raw));
});
process.on('disconnect', () => process.exit(1));
tell({ type: 'ready' });

async function take(message: ToShell): Promise<void> {
  switch (message.type) {
    case 'load': {
      const response = await request(`studio://app${message.path}`);
      const headers = Object.fromEntries(response.headers);
      const body = Buffer.from(await response.arrayBuffer()).toString('base64');
      tell({ type: 'loaded', id: message.id, status: response.status, headers, body });
      break;
    }
    case 'connect': {
      const port = connectFrom(frame.url, message.nonce);
      port?.on('message', (data: unknown) =>
        tell({ type: 'line', nonce: message.nonce, data: z.string().parse(data) }),
      );
      port?.start();
      lines.set(message.nonce, port);
      break;
    }
    case 'line':
      lines.get(message.nonce)?.postMessage(message.data);
      break;
    case 'say':
      ipcMain.emit(message.channel, event, ...message.values);
      break;
    case 'ask':
      tell({
        type: 'answered',
        id: message.id,
        value: await ipcMain.invoke(message.channel, event, ...message.values),
      });
      break;
    case 'choose':
      answerDialogs(message.dir);
      tell({ type: 'chosen' });
      break;
    case 'close': {
      const exited = once(app, 'stand-in:exit');
      window?.emit('close', { preventDefault: () => undefined });
      await exited;
      process.exit(0);
    }
  }
}
