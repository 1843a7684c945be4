/** What a model file may hold before it is believed to be hostile; the largest preset has 32 million numbers. */
export const weightLimits = {
  /** Of all weights together. */
  numbers: 100_000_000,
  /** Sides of one weight. */
  rank: 4,
  /** Of one file. */
  fileBytes: 512 * 1024 * 1024,
  /** Of a description in JSON. */
  jsonBytes: 16 * 1024 * 1024,
} as const;
