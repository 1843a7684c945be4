/** The systems that Faceloom is packaged for, as data. */

export interface PackageTarget {
  /** Option of `npm run package`. */
  name: 'linux' | 'mac' | 'win';
  platform: 'linux' | 'darwin' | 'win32';
  arch: 'x64' | 'arm64';
  /** Whether native TensorFlow goes into the package; elsewhere the engines for every system do the work. */
  hasTensorflow: boolean;
}

export const packageTargets: readonly PackageTarget[] = [
  { name: 'linux', platform: 'linux', arch: 'x64', hasTensorflow: true },
  { name: 'mac', platform: 'darwin', arch: 'arm64', hasTensorflow: false },
  { name: 'win', platform: 'win32', arch: 'x64', hasTensorflow: false },
];

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** Options of `npm run package`. */
export const packageOptions = {
  linux: flag,
  mac: flag,
  win: flag,
  dir: flag,
  electron: text,
  output: text,
};
