import { tensorflowEntries } from './tensorflow-files.ts';
import type { Wheel, WheelEntry } from './wheels.ts';

/** A package of NVIDIA's, and what is kept of it below `nvidia/<folder>/`. */
interface NvidiaPackage {
  requirement: string;
  file: string;
  folder: string;
  sizeBytes: number;
  unpackedBytes: number;
  sha256: string;
  keep: readonly (string | Omit<WheelEntry, 'entry'>)[];
}

/**
 * In the order in which libraries need each other. The versions are those of CUDA 12.6, held at the old end on purpose:
 * newer cuDNN has no kernels for Pascal and Volta any more (9.3 to 9.10 have), and TensorFlow 2.21 asks for 12.5 and 9.3
 * or newer. A sum is pinned where two independent public lists of packages name the same one.
 */
const packages: readonly NvidiaPackage[] = [
  {
    requirement: 'nvidia-cuda-runtime-cu12==12.6.77',
    file: 'nvidia_cuda_runtime_cu12-12.6.77-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    folder: 'cuda_runtime',
    sizeBytes: 897_690,
    unpackedBytes: 750_000,
    sha256: 'ba3b56a4f896141e25e19ab287cd71e52a6a0f4b29d0d31609f60e3b4d5219b7',
    keep: ['lib/libcudart.so.12'],
  },
  {
    requirement: 'nvidia-nvjitlink-cu12==12.6.85',
    file: 'nvidia_nvjitlink_cu12-12.6.85-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    folder: 'nvjitlink',
    sizeBytes: 19_700_000,
    unpackedBytes: 55_000_000,
    sha256: 'first-use',
    keep: ['lib/libnvJitLink.so.12'],
  },
  {
    requirement: 'nvidia-cublas-cu12==12.6.4.1',
    file: 'nvidia_cublas_cu12-12.6.4.1-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    folder: 'cublas',
    sizeBytes: 393_138_322,
    unpackedBytes: 600_000_000,
    sha256: '08ed2686e9875d01b58e3cb379c6896df8e76c75e0d4a7f7dace3d7b6d9ef8eb',
    keep: ['lib/libcublasLt.so.12', 'lib/libcublas.so.12'],
  },
  {
    requirement: 'nvidia-cufft-cu12==11.3.0.4',
    file: 'nvidia_cufft_cu12-11.3.0.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    folder: 'cufft',
    sizeBytes: 200_221_632,
    unpackedBytes: 281_000_000,
    sha256: 'ccba62eb9cef5559abd5e0d54ceed2d9934030f51163df018532142a8ec533e5',
    keep: ['lib/libcufft.so.11'],
  },
  {
    requirement: 'nvidia-cusparse-cu12==12.5.4.2',
    file: 'nvidia_cusparse_cu12-12.5.4.2-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    folder: 'cusparse',
    sizeBytes: 216_561_367,
    unpackedBytes: 294_000_000,
    sha256: '7556d9eca156e18184b94947ade0fba5bb47d69cec46bf8660fd2c71a4b48b73',
    keep: ['lib/libcusparse.so.12'],
  },
  {
    requirement: 'nvidia-cusolver-cu12==11.7.1.2',
    file: 'nvidia_cusolver_cu12-11.7.1.2-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    folder: 'cusolver',
    sizeBytes: 158_229_790,
    unpackedBytes: 160_000_000,
    sha256: 'e9e49843a7707e42022babb9bcfa33c29857a93b88020c4e4434656a655b698c',
    keep: ['lib/libcusolver.so.11'],
  },
  {
    requirement: 'nvidia-cuda-nvrtc-cu12==12.6.85',
    file: 'nvidia_cuda_nvrtc_cu12-12.6.85-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    folder: 'cuda_nvrtc',
    sizeBytes: 23_649_944,
    unpackedBytes: 64_000_000,
    sha256: '800927308ccc5dd6246d3f61f7fcef2ed7ec4e59e199090d360d3293f78bd5a2',
    keep: ['lib/libnvrtc.so.12', 'lib/libnvrtc-builtins.so.12.6'],
  },
  {
    requirement: 'nvidia-cudnn-cu12==9.5.1.17',
    file: 'nvidia_cudnn_cu12-9.5.1.17-py3-none-manylinux_2_28_x86_64.whl',
    folder: 'cudnn',
    sizeBytes: 571_000_000,
    unpackedBytes: 1_000_000_000,
    sha256: '30ac3869f6db17d170e0e556dd6cc5eee02647abc31ca856634d5a40f82c15b2',
    keep: [
      'lib/libcudnn.so.9',
      // It loads these by itself, from beside it.
      'lib/libcudnn_graph.so.9',
      'lib/libcudnn_ops.so.9',
      'lib/libcudnn_cnn.so.9',
      'lib/libcudnn_adv.so.9',
      'lib/libcudnn_heuristic.so.9',
      'lib/libcudnn_engines_precompiled.so.9',
      'lib/libcudnn_engines_runtime_compiled.so.9',
    ],
  },
  {
    // XLA's assembler. It makes programs for every driver of CUDA 12; the one of 12.6 has no confirmed sum.
    requirement: 'nvidia-cuda-nvcc-cu12==12.9.86',
    file: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    folder: 'cuda_nvcc',
    sizeBytes: 40_546_229,
    unpackedBytes: 32_000_000,
    sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
    keep: [
      'nvvm/libdevice/libdevice.10.bc',
      { to: 'bin/ptxas', isProgram: true },
      { to: 'bin/nvlink', isProgram: true, isOptional: true },
    ],
  },
];

/** Wheels of NVIDIA's are tagged with the oldest system that they run on, in the one way or the other. */
const platforms = [
  'manylinux_2_28_x86_64',
  'manylinux_2_27_x86_64',
  'manylinux2014_x86_64',
  'manylinux2010_x86_64',
];

/** TensorFlow first: it is the one most likely to be refused. */
export const cudaWheels: readonly [Wheel, ...Wheel[]] = [
  {
    requirement: 'tensorflow==2.21.0',
    pythonVersion: '3.11',
    platforms: ['manylinux_2_27_x86_64'],
    file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sizeBytes: 572_500_000,
    unpackedBytes: 1_800_000_000,
    sha256: 'first-use',
    unpack: tensorflowEntries,
  },
  ...packages.map(
    ({ folder, keep, ...wheel }): Wheel => ({
      ...wheel,
      pythonVersion: '3.11',
      platforms,
      unpack: keep.map((kept): WheelEntry => {
        const { to, ...how } = typeof kept === 'string' ? { to: kept } : kept;
        return { entry: `nvidia/${folder}/${to}`, to: `nvidia/${folder}/${to}`, ...how };
      }),
    }),
  ),
];

/**
 * What TensorFlow opens by name when it looks for cards, and what cuDNN compiles with. TensorFlow finds what is loaded
 * already, whatever the paths say; each library here comes after those that it needs.
 */
export const linkedCudaLibraries: readonly string[] = [
  'nvidia/cuda_runtime/lib/libcudart.so.12',
  'nvidia/nvjitlink/lib/libnvJitLink.so.12',
  'nvidia/cublas/lib/libcublasLt.so.12',
  'nvidia/cublas/lib/libcublas.so.12',
  'nvidia/cufft/lib/libcufft.so.11',
  'nvidia/cusparse/lib/libcusparse.so.12',
  'nvidia/cusolver/lib/libcusolver.so.11',
  'nvidia/cuda_nvrtc/lib/libnvrtc.so.12',
  'nvidia/cudnn/lib/libcudnn.so.9',
];
