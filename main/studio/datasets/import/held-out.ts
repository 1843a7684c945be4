/**
 * Whether a picture is kept for tests, by the first 32 bits of the hash of its content: the same picture always falls on
 * the same side, whatever else is in the set.
 */
export const isHeldOut = (pixelHash: string): boolean =>
  Number.parseInt(pixelHash.slice(0, 8), 16) < heldOutShare * 2 ** 32;

/** Part of a set that is kept for tests. */
const heldOutShare = 0.05;

/**
 * Sides of pictures that are in groups of like ones, by item number: all go with the first, which came first into the set.
 * Else a smaller copy of a picture that is kept for tests would be trained on. `groups` that speak of a picture again come
 * later.
 */
export function sidesOfGroups(
  pictures: readonly { index: number; pixelHash: string }[],
  groups: readonly (readonly number[])[],
): Map<number, boolean> {
  const hashes = new Map(pictures.map(({ index, pixelHash }) => [index, pixelHash]));
  const sides = new Map<number, boolean>();
  for (const [first, ...others] of groups) {
    const side = sides.get(first) ?? isHeldOut(hashes.get(first) ?? '');
    for (const index of others) sides.set(index, side);
  }
  return sides;
}
