import { z } from 'zod';

export const EngineId = z.enum(['tensorflow', 'wasm']);
export type EngineId = z.infer<typeof EngineId>;

/** `auto` takes the first engine of the registry that works on this machine. */
export const EngineChoice = z.enum(['auto', ...EngineId.options]);
export type EngineChoice = z.infer<typeof EngineChoice>;

/**
 * How a training step is run: operation by operation, as one TensorFlow graph, or as one graph compiled by XLA. Only the
 * `tensorflow` engine can do the latter two.
 */
export const StepMode = z.enum(['eager', 'graph', 'graph+xla']);
export type StepMode = z.infer<typeof StepMode>;

/** `auto` takes the fastest that works here. */
export const StepModeChoice = z.enum(['auto', ...StepMode.options]);
export type StepModeChoice = z.infer<typeof StepModeChoice>;
