/** What one client, and all of them together, may ask for. */
export const apiLimits = {
  /** Faces of one request. */
  faces: 400,
  /** Of one request: 400 latents of 1024 numbers in full length. */
  bodyBytes: 10 * 2 ** 20,
  /** Of all requests that are being read. */
  bodyBytesInAll: 64 * 2 ** 20,
  /** Faces that wait to be drawn, and at most so many pixels of them. */
  waitingFaces: 4000,
  waitingPixelBytes: 256 * 2 ** 20,
  /** Faces of one call of the engine: it has graphs of up to so many. */
  batch: 32,
  requestMs: 60_000,
} as const;
