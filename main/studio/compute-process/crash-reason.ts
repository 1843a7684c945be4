import { StudioError } from '../../contract/errors.ts';
import type { ComputeExit } from './compute-launcher.ts';

/** Why a training process ended before its work was done, as far as its exit tells. */
export function crashReason({ code, signal, errorTail }: ComputeExit, next: string): StudioError {
  const why =
    signal === 'SIGKILL'
      ? 'it was killed, by a person or because memory ran out'
      : signal !== null
        ? `it crashed (${signal})`
        : `it ended with code ${code ?? 'unknown'}`;
  const lastLine = errorTail.trim().split('\n').at(-1);
  return new StudioError('COMPUTE_CRASHED', `The training process stopped unexpectedly: ${why}.`, {
    next,
    ...(lastLine === undefined || lastLine === '' ? {} : { subject: lastLine.slice(0, 300) }),
  });
}
