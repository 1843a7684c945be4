import type { ErrorCode } from '../contract/errors.ts';

/** What the process ends with; `again` is a worker's that wants to be started again. */
export const exitCodes = { done: 0, failed: 1, badInput: 2, again: 85, interrupted: 130 } as const;

const inputErrors: ReadonlySet<ErrorCode> = new Set([
  'INVALID_INPUT',
  'PATH_NOT_FOUND',
  'PATH_UNREADABLE',
  'NO_IMAGES',
  'NO_FACES',
  'TOO_FEW_IMAGES',
  'DATASET_NOT_FOUND',
  'RUN_NOT_FOUND',
  'GROUP_NOT_FOUND',
  'MODEL_NOT_FOUND',
  'PLACE_NOT_FOUND',
  'PRESET_UNKNOWN',
]);

export function exitCodeOf(code: ErrorCode): number {
  if (code === 'CANCELLED') return exitCodes.interrupted;
  return inputErrors.has(code) ? exitCodes.badInput : exitCodes.failed;
}
