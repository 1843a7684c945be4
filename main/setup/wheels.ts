/** One file of a Python wheel that is kept, and its place in the library folder. */
export interface WheelEntry {
  entry: string;
  to: string;
  /** Symbols that only debuggers use are dropped. */
  strip?: true;
  /** It is run, so that it must be executable. */
  isProgram?: true;
  /** Not in every version of the wheel, and not needed by all. */
  isOptional?: true;
}

/** A Python wheel to fetch: used as an archive of native libraries, no Python code of it is ever run. */
export interface Wheel {
  requirement: string;
  /** The interpreter the wheel is built for; any of its variants carries the same libraries, one must be pinned. */
  pythonVersion: string;
  /** Tags that pip may take, the wheel's own among them. */
  platforms: readonly string[];
  file: string;
  /** Of the download, for progress and questions; and of what is kept of it. */
  sizeBytes: number;
  unpackedBytes: number;
  /**
   * Its SHA-256; or `first-use` where no sum could be confirmed: then pip holds the file to what the index names, the
   * sum is written down, and from then on the file must match it.
   */
  sha256: string | 'first-use';
  unpack: readonly WheelEntry[];
}

/** A TensorFlow that the set-up can install: where it runs, what it is made of, what it takes. */
export interface TensorflowBuild {
  /** Name of its folder in the cache. */
  id: string;
  version: string;
  /** How people call it. */
  label: string;
  /** Command that sets it up. */
  command: string;
  host: { platform: NodeJS.Platform; arch: NodeJS.Architecture; minGlibc: string };
  wheels: readonly [Wheel, ...Wheel[]];
  /** Libraries the addon is linked against, below the library folder, in the order in which they are loaded. */
  libraries: readonly string[];
  /** Terms of what the libraries are made of, in the library folder: they go wherever the libraries go. */
  notices: string;
  /** Free space needed at the worst moment. */
  peakDiskBytes: number;
  /** True where the addon lies beside that of the CPU and must see a graphics card. */
  usesCard: boolean;
}
