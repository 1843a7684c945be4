import { StudioError } from '../../../contract/errors.ts';

/** Whether a run that failed like this can simply go on: nothing is wrong with the run itself. */
export const isInterruption = ({ code }: StudioError): boolean =>
  code === 'COMPUTE_CRASHED' || code === 'CARD_LOST' || code === 'PROGRAM_UPDATED';

/** Whether a training lost its graphics card. A driver that was reset is well again; what goes wrong twice is left to a person. */
export const isCardLost = (error: unknown): error is StudioError =>
  error instanceof StudioError && error.code === 'CARD_LOST';

/** A training that did not answer when Faceloom closed. */
export const silentFor = (ms: number) =>
  new StudioError(
    'COMPUTE_CRASHED',
    `Faceloom closed, and ended the training process, which had not answered for ${ms / 1000} seconds.`,
    { next: 'Resume the run: it goes on from its last checkpoint.' },
  );
