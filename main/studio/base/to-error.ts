import { randomUUID } from 'node:crypto';
import { StudioError } from '../../contract/errors.ts';
import { explainIfDiskError } from '../../disk/disk-error.ts';
import type { Logger } from './log.ts';

/**
 * Turns anything thrown into an error that may be shown: known ones as they are, an abort into CANCELLED, trouble with a
 * disk into what can be done about it, and everything else into INTERNAL with an id under which the full text is in the
 * log.
 */
export function toStudioError(error: unknown, log: Logger): StudioError {
  if (error instanceof StudioError) return error;
  if (isAbort(error))
    return new StudioError('CANCELLED', 'Cancelled.', { next: 'Start it again when you like.' });
  const explained = explainIfDiskError(error);
  if (explained instanceof StudioError) {
    log.warn('trouble with a disk', { error });
    return explained;
  }
  const errorId = randomUUID().slice(0, 8);
  log.error('unexpected error', { errorId, error });
  return new StudioError('INTERNAL', 'Something went wrong inside Faceloom.', {
    next: `Try again. If it happens again, look for ${errorId} in the log.`,
    errorId,
  });
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';
