import { availableParallelism } from 'node:os';

/**
 * What TensorFlow reads from the environment while it loads. With `threads` 0 it gets all cores: the studio and the
 * window need little, and the system shares fairly.
 */
export function computeEnvironment(threads: number): Record<string, string> {
  const count = String(threads > 0 ? threads : availableParallelism());
  return {
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: count,
    // Warnings and worse only; its greetings are no news.
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Or it would take all of a GPU's memory at once.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  };
}
