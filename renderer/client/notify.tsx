import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { type ErrorPresentation, presentError } from './present-error.ts';
import { ShowInFolder } from './ShowInFolder.tsx';

/** Tells of a failure: what happened and what to do next. */
export function notifyFailure(error: unknown): void {
  notifyPresentation(presentError(error));
}

/** Tells once of a fault in the page itself, which may come back with every event. */
export function notifyPageFault(error: unknown): void {
  if (hasToldOfFault) return;
  hasToldOfFault = true;
  notifyPresentation({
    title: 'This window made a mistake',
    message: `What it shows may be incomplete (${String(error)}).`,
    next: 'Close it and open it again; nothing of the library was changed by it.',
  });
}

let hasToldOfFault = false;

/** Shows an error that has already been put into words. */
export function notifyPresentation({ title, message, next }: ErrorPresentation): void {
  notifications.show({
    color: 'red',
    title,
    autoClose: 12_000,
    message: (
      <>
        {message} {next}
      </>
    ),
  });
}

/** Tells of something that went well and is not visible by itself. */
export function notifyDone(title: string, message: ReactNode): void {
  notifications.show({ color: 'accent', title, message, autoClose: 6000 });
}

/** Tells of files that were written, with a way to them on the desktop. */
export function notifyWritten(title: string, message: string, path: string): void {
  notifyDone(
    title,
    <>
      {message} <ShowInFolder path={path} />
    </>,
  );
}

/** Tells of a change that can be taken back; the newest of an `id` stands alone. */
export function notifyUndo(id: string, title: string, undo: () => Promise<void>): void {
  const takeBack = () => {
    notifications.hide(id);
    undo().catch(notifyFailure);
  };
  notifications.hide(id);
  notifications.show({
    id,
    color: 'accent',
    autoClose: 8000,
    title,
    message: (
      <Button size="compact-xs" variant="default" onClick={takeBack}>
        Undo
      </Button>
    ),
  });
}
