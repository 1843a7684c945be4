/** Part of a set that is kept for tests. */
const heldOutShare = 0.05;

/**
 * Whether a picture is kept for tests, by the first 32 bits of the hash of its content: the same picture always falls on
 * the same side, whatever else is in the set.
 */
export const isHeldOut = (pixelHash: string): boolean =>
  Number.parseInt(pixelHash.slice(0, 8), 16) < heldOutShare * 2 ** 32;
