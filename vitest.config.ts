import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'lint/**/*.test.ts',
      'main/**/*.test.ts',
      'preload/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
    ],
    // Tests that start native TensorFlow or fork compute processes need more than the 5 s default on two cores.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
