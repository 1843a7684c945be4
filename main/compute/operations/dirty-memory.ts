import { tf } from '../engines/tf.ts';

/**
 * Leaves rubbish in memory that was freed, so that an operation which reads memory that was never written gives other numbers than it
 * did before. Works for engines that take their memory from the allocator of this process; processes that prove are also
 * started with glibc's own filling (`MALLOC_PERTURB_`).
 */
export function dirtyMemory(elements: number): void {
  const dirty = Array.from({ length: blocks }, () => tf.fill([Math.max(1, elements)], rubbish));
  // Engines make tensors when they are first read.
  for (const tensor of dirty) tf.tidy(() => tf.slice(tensor, 0, 1).dataSync());
  tf.dispose(dirty);
}

/** Blocks that are filled and freed, so that the allocator has several of a size to give out again. */
const blocks = 4;
/** A number that no right sum comes near. */
const rubbish = -3e33;
