import type { Settings } from '../contract/system/system.ts';
import type { Battery } from './base/battery.ts';
import type { Logger } from './base/log.ts';
import type { WallClock } from './base/wall-clock.ts';
import type { ComputeLauncher } from './compute-process/compute-launcher.ts';
import type { Candidate } from './engines/candidates.ts';
import type { Pace } from './runs/elsewhere/followed-run.ts';
import type { QueueReach } from './runs/training/run-queue.ts';

/** What a host gives the studio. */
export interface StudioOptions {
  libraryDir: string;
  host: 'desktop' | 'server' | 'cli';
  launchCompute: ComputeLauncher;
  /**
   * Folder of this user on this machine where proofs of engines are remembered. Absent: engines are taken as they come,
   * as the scripted ones of tests are.
   */
  engineCache?: string;
  /** Settings of engines to choose from; absent = those of this machine. */
  engineCandidates?: readonly Candidate[];
  /** Folder of the program. A checkout has its set-ups in it; an installed program has none, nor where it is absent. */
  programDir?: string;
  /** Faceloom's own version, for system.info and files it writes. */
  version: string;
  log: Logger;
  /** Which queued runs this process trains; absent = all of the library. */
  queueReach?: QueueReach;
  /** How many processes share each training; absent = one. `launchCompute` starts them. */
  ranks?: number;
  /** How often runs elsewhere are looked at; absent = as suits people and network file systems. */
  pace?: Pace;
  /** Settings of this session alone, in place of those of the library. */
  settings?: Partial<Settings>;
  clock?: WallClock;
  /** The battery of this computer, undefined where there is none; absent = as the system says. */
  readBattery?: () => Promise<Battery | undefined>;
  /** Bytes that a new process can have; absent = what the system says. */
  freeMemory?: () => number;
}
