import { createValueStore } from './value-store.ts';

/** What the screen that is shown does with dropped files, in place of importing them. */
export interface DropTaker {
  title: string;
  hint: string;
  /** Undefined where they are not for the screen, and are imported after all. */
  take(files: readonly File[]): Promise<void> | undefined;
}

/** Undefined where dropped files are imported. */
export const dropTaker = createValueStore<DropTaker | undefined>(undefined);
