/** True when the client went away in the middle of its upload or of an answer, which is its right. */
export const isHangUp = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE');
