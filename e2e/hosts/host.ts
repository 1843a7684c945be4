import type { Page } from '@playwright/test';

/** The studio as a person has it: a window on one library, whatever serves it. */
export interface OpenStudio {
  page: Page;
  /** Process that compute processes descend from. */
  pid: number;
  /** Imports a folder of this machine the way this host offers it. */
  importFolder(dir: string): Promise<void>;
  /** Presses the button that writes files, and returns the first of them. */
  exportFile(press: () => Promise<void>): Promise<string>;
  close(): Promise<void>;
}

/** Opens the studio on a library. */
export type OpenHost = (libraryDir: string) => Promise<OpenStudio>;

/** A host that can be had on this machine, or the reason why not. */
export type HostFinding = { open: OpenHost; close(): Promise<void> } | { reason: string };

/** The least and the usual size of the window. */
export const windowSizes = {
  usual: { width: 1440, height: 900 },
  least: { width: 1024, height: 700 },
} as const;
