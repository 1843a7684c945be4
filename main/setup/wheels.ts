/** One file of a Python wheel that is kept, and its place in the library folder. */
export interface WheelEntry {
  entry: string;
  to: string;
}

/** A Python wheel to fetch: used as an archive of native libraries, no Python code of it is ever run. */
export interface Wheel {
  requirement: string;
  /** The interpreter the wheel is built for; any of its variants carries the same libraries, one must be pinned. */
  pythonVersion: string;
  platform: string;
  file: string;
  sizeBytes: number;
  sha256: string;
  unpack: readonly WheelEntry[];
}

/** A TensorFlow that the set-up can install: where it runs, what it is made of, what it takes. */
export interface TensorflowBuild {
  /** Name of its folder in the cache. */
  id: string;
  version: string;
  /** How people call it. */
  label: string;
  host: { platform: NodeJS.Platform; arch: NodeJS.Architecture; minGlibc: string };
  wheel: Wheel;
  /** Libraries the addon is linked against, by their file names in `lib/`. */
  libraries: readonly string[];
  /** Terms of what the libraries are made of, in the library folder: they go wherever the libraries go. */
  notices: string;
  /** Free space needed at the worst moment: the libraries, plain and stripped, side by side. */
  peakDiskBytes: number;
}

const notices = 'THIRD_PARTY_NOTICES.txt';
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** What the addon's sources include, directly or not, below `tensorflow/include/`. */
const headers = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
];

/** TensorFlow for the processor of a Linux PC. */
export const cpuBuild: TensorflowBuild = {
  id: 'tensorflow-cpu-2.21.0',
  version: '2.21.0',
  label: 'CPU',
  host: { platform: 'linux', arch: 'x64', minGlibc: '2.27' },
  wheel: {
    requirement: 'tensorflow-cpu==2.21.0',
    pythonVersion: '3.11',
    platform: 'manylinux_2_27_x86_64',
    file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    sizeBytes: 273_829_956,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    unpack: [
      ...libraries.map((name) => ({ entry: `tensorflow/${name}`, to: `lib/${name}` })),
      ...headers.map((name) => ({ entry: `tensorflow/include/${name}`, to: `include/${name}` })),
      { entry: `tensorflow/${notices}`, to: notices },
    ],
  },
  libraries,
  notices,
  peakDiskBytes: 1_500_000_000,
};

/**
 * Why there is no CUDA build beside `cpuBuild` yet: a build is listed only once each of its wheels (tensorflow and the
 * nvidia ones it names) has a checksum taken from the real file and was seen training on a graphics card.
 */
export const cudaReason = 'its packages have no pinned checksums in this version of Faceloom';
