import type { Notification } from 'electron';
import type { Notice } from './notices.ts';

export interface NoticeShowerDeps {
  isSupported(): boolean;
  /** True while the person looks at the window, which tells the same. */
  isInFront(): boolean;
  bringToFront(): void;
  create(notice: Notice): Pick<Notification, 'once' | 'show'>;
}

/**
 * Shows notices as the system's own. A notification that is clicked brings the window to the front; its object is kept
 * until then, since events stop with it ("Keep references so events continue to fire",
 * electronjs.org/docs/api/notification).
 */
export function noticeShower(deps: NoticeShowerDeps): (notice: Notice | undefined) => void {
  const shown = new Set<object>();
  return (notice) => {
    if (notice === undefined || deps.isInFront() || !deps.isSupported()) return;
    const notification = deps.create(notice);
    shown.add(notification);
    notification.once('click', () => {
      shown.delete(notification);
      deps.bringToFront();
    });
    notification.once('close', () => shown.delete(notification));
    notification.show();
  };
}
