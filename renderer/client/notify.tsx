import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { type ErrorPresentation, presentError } from './present-error.ts';

/** Tells of a failure: what happened and what to do next. */
export function notifyFailure(error: unknown): void {
  notifyPresentation(presentError(error));
}

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
