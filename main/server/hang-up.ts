import { errorCode } from '../disk/disk-error.ts';

/** True when the client went away in the middle of its upload or of an answer, which is its right. */
export const isHangUp = (error: unknown) =>
  ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(errorCode(error) ?? '');
