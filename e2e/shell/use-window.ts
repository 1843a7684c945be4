import { once } from 'node:events';
import { app, request, windows } from './electron-stand-in.ts';
import { connectFrom, connectPage, report } from './started-program.ts';

/** Uses the desktop program as its window would, closes the window, and prints what came of it. */

const page = await request('studio://app/');
const outside = await request('studio://app/../package.json');
const strangerRefused = connectFrom('https://elsewhere.example/') === undefined;
const { host, engines } = await connectPage().system.info();

const exited = once(app, 'stand-in:exit');
windows[0]?.emit('close', { preventDefault: () => undefined });
await exited;

report({
  page: { status: page.status, policy: page.headers.get('content-security-policy') },
  outside: outside.status,
  strangerRefused,
  host,
  engines,
});
