import type { EngineId } from '../../contract/engines.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { AskForCard } from './window-card.ts';

/** An engine that is loaded and has proved itself. */
export interface LoadedEngine {
  id: EngineId;
  version: string;
  threads: number;
}

/**
 * One way of running TensorFlow.js. `load` makes it the active backend, or throws a StudioError that says why not. Where
 * Dawn cannot be loaded, the process can ask whoever started it for a card. `forms` are those of our kernels for cards that
 * were chosen.
 */
export interface Engine {
  id: EngineId;
  load(threads: number, askForCard?: AskForCard, forms?: GradientForms): Promise<LoadedEngine>;
}
