import { cudaWheels, linkedCudaLibraries } from './cuda-wheels.ts';
import { tensorflowEntries, tensorflowLibraries, tensorflowNotices } from './tensorflow-files.ts';
import type { TensorflowBuild } from './wheels.ts';

/** TensorFlow for the processor of a Linux PC. */
export const cpuBuild: TensorflowBuild = {
  id: 'tensorflow-cpu-2.21.0',
  version: '2.21.0',
  label: 'CPU',
  command: 'npm run setup:tensorflow',
  host: { platform: 'linux', arch: 'x64', minGlibc: '2.27' },
  wheels: [
    {
      requirement: 'tensorflow-cpu==2.21.0',
      pythonVersion: '3.11',
      platforms: ['manylinux_2_27_x86_64'],
      file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
      sizeBytes: 273_829_956,
      unpackedBytes: 849_000_000,
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      unpack: tensorflowEntries,
    },
  ],
  libraries: tensorflowLibraries.map((name) => `lib/${name}`),
  notices: tensorflowNotices,
  // The libraries, plain and stripped, side by side.
  peakDiskBytes: 1_500_000_000,
  usesCard: false,
};

/** TensorFlow for NVIDIA cards from Pascal (GTX 10 series) to Hopper; no card has trained with it yet. */
export const cudaBuild: TensorflowBuild = {
  id: 'tensorflow-cuda-2.21.0',
  version: '2.21.0',
  label: 'CUDA',
  command: 'npm run setup:tensorflow -- --cuda',
  host: { platform: 'linux', arch: 'x64', minGlibc: '2.28' },
  wheels: cudaWheels,
  libraries: [...linkedCudaLibraries, ...tensorflowLibraries.map((name) => `lib/${name}`)],
  notices: tensorflowNotices,
  // All that is kept, and one download beside it.
  peakDiskBytes: 6_000_000_000,
  usesCard: true,
};
