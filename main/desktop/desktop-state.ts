import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomic } from '../disk/atomic-file.ts';
import type { Logger } from '../studio/base/log.ts';

/** How far a page is shown larger or smaller at most, as a factor. */
export const zoomRange = { least: 0.25, most: 5 };

/** A window's place on the desktop, in device-independent pixels. */
export const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
export type Bounds = z.infer<typeof Bounds>;

/** Where a window was left, and how large its page was shown. */
const WindowPlace = z.object({
  bounds: Bounds,
  isMaximized: z.boolean(),
  zoomFactor: z.number().min(zoomRange.least).max(zoomRange.most),
});

/** What the shell remembers from one start to the next; nothing in it is worth an error. */
export const DesktopState = z.object({
  /** The window, by the arrangement of displays it was on: a laptop at a desk has another than one on a train. */
  windows: z.record(z.string(), WindowPlace).optional(),
  /** Libraries that were opened, newest first. */
  recentLibraries: z.array(z.string()).optional(),
  /** Where the last dialog was left; the system forgets it. */
  lastFolder: z.string().optional(),
});
export type DesktopState = z.infer<typeof DesktopState>;

/** The remembered state, and where changes to it are kept. */
export interface DesktopMemory {
  readonly state: Readonly<DesktopState>;
  remember(change: DesktopState): Promise<void>;
}

/** Reads the state; a missing or damaged file means that nothing is remembered. */
export function openDesktopMemory(file: string, log: Logger): DesktopMemory {
  let state = readState(file, log);
  let lastWrite = Promise.resolve();
  return {
    get state() {
      return state;
    },
    remember(change) {
      state = { ...state, ...change };
      const text = JSON.stringify(state);
      lastWrite = lastWrite
        .then(() => writeFileAtomic(file, text))
        .catch((error: unknown) => log.warn('the state of the window was not kept', { error }));
      return lastWrite;
    },
  };
}

function readState(file: string, log: Logger): DesktopState {
  try {
    return DesktopState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    log.info('the window starts in its usual place', { reason: error instanceof Error ? error.name : error });
    return {};
  }
}
