import path from 'node:path';

/** Where the built programs of the desktop lie, from this one. */
const dist = path.join(import.meta.dirname, '..');

export const builtFiles = {
  pageDir: path.join(dist, 'renderer'),
  preload: path.join(dist, 'preload', 'preload.cjs'),
  compute: path.join(dist, 'compute', 'main.js'),
  /** Of the hidden window that has WebGPU. */
  gpuPageDir: path.join(dist, 'gpu-page'),
  gpuPreload: path.join(dist, 'gpu-preload', 'gpu-preload.cjs'),
} as const;
