import { createValueStore } from './value-store.ts';

/** What the screen that is shown does with dropped files, in place of importing them. */
export interface DropTaker {
  title: string;
  hint: string;
  take(files: readonly File[]): Promise<void>;
}

/** Undefined where dropped files are imported. */
export const dropTaker = createValueStore<DropTaker | undefined>(undefined);
