import type { ComputeLauncher } from './compute-launcher.ts';

/** What a host gives the studio. */
export interface StudioOptions {
  libraryDir: string;
  host: 'desktop' | 'server' | 'cli';
  launchCompute: ComputeLauncher;
  /** Faceloom's own version, for system.info and files it writes. */
  version: string;
}
