import { StudioError } from '../../contract/errors.ts';

/**
 * True for the failure of a program that was updated while it is open: it starts no compute process any more. That says nothing
 * of what was to be done, nor of the engine that was to do it.
 */
export const isOutdated = (error: unknown): boolean =>
  error instanceof StudioError && error.code === 'PROGRAM_UPDATED';
