import type { Session, WebContents } from 'electron';

/** True for addresses that may be handed to the system's browser: https and on the list. */
export function mayOpenOutside(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' && outsideHosts.has(parsed.host);
}

/** Places outside that the window may send people to, in their own browser. */
const outsideHosts: ReadonlySet<string> = new Set(['github.com', 'www.electronjs.org']);

/** The page needs no permission of a browser's: camera, place, notices and the rest are all denied. */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

interface Preventable {
  preventDefault(): void;
}

/** What is guarded of a WebContents. */
export interface GuardedContents extends Pick<WebContents, 'setWindowOpenHandler'> {
  on(
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect' | 'will-attach-webview',
    listener: (event: Preventable) => void,
  ): unknown;
}

/** Keeps the window on its page: no navigation, no second window, no embedded one. */
export function guardContents(contents: GuardedContents, openOutside: (url: string) => void): void {
  const prevent = (event: Preventable) => event.preventDefault();
  contents.on('will-navigate', prevent);
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  contents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) openOutside(url);
    return { action: 'deny' };
  });
}
