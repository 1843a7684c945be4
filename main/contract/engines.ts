import { z } from 'zod';
import { GradientForms } from './gradient-kernels.ts';

export const EngineId = z.enum(['tensorflow', 'wasm', 'webgpu']);
export type EngineId = z.infer<typeof EngineId>;

/** For people. */
export const engineTitles: Readonly<Record<EngineId, string>> = {
  tensorflow: 'TensorFlow',
  wasm: 'WebAssembly',
  webgpu: 'WebGPU',
};

/** `auto` takes the first engine of the registry that works on this machine. */
export const EngineChoice = z.enum(['auto', ...EngineId.options]);
export type EngineChoice = z.infer<typeof EngineChoice>;

/**
 * How a training step is run: operation by operation, recorded once and run as one graph, or as one graph compiled by
 * XLA. The `wasm` engine can do the first alone, `webgpu` the second alone.
 */
export const StepMode = z.enum(['eager', 'graph', 'graph+xla']);
export type StepMode = z.infer<typeof StepMode>;

/** `auto` takes the fastest that works here. */
export const StepModeChoice = z.enum(['auto', ...StepMode.options]);
export type StepModeChoice = z.infer<typeof StepModeChoice>;

/** A graphics card that an engine runs on, or a slice of one. */
export const EngineDevice = z.object({ uuid: z.string(), name: z.string() });
export type EngineDevice = z.infer<typeof EngineDevice>;

/** One way of running an engine on this machine, and what its proof said. */
export const EngineCandidate = z.object({
  engine: EngineId,
  /** Short name of its settings, stored with runs. */
  settings: z.string(),
  /** For people. */
  title: z.string(),
  /** Variables that its process gets. */
  environment: z.record(z.string(), z.string()),
  /** Absent = the processor. */
  device: EngineDevice.optional(),
  /** How steps are made; absent where no run is meant. */
  mode: StepMode.optional(),
  verdict: z.enum(['right', 'wrong', 'died', 'hung', 'unavailable', 'untried']),
  /** Why it is not right, could not be timed, or how it failed at some work since, as a sentence. */
  reason: z.string().optional(),
  /** Why it may not look for faces, though it is right otherwise. */
  facesReason: z.string().optional(),
  /** Largest difference from the right result, as a share of the largest value. */
  worstDeviation: z.number().optional(),
  imagesPerSecond: z.number().optional(),
  /** Of our kernels for graphics cards: the form of each that its proof chose. Absent where it has none, or is not proved. */
  kernelForms: GradientForms.optional(),
  chosen: z.boolean(),
});
export type EngineCandidate = z.infer<typeof EngineCandidate>;

/** Candidates beside the engines that were found here: one of an engine that cannot be used waits for no proof. */
export const withUnavailable = (
  candidates: readonly EngineCandidate[],
  engines: readonly { id: EngineId; available: boolean }[],
): EngineCandidate[] =>
  candidates.map((candidate) => {
    const isMissing = engines.some(({ id, available }) => id === candidate.engine && !available);
    return isMissing && candidate.verdict === 'untried'
      ? { ...candidate, verdict: 'unavailable' }
      : candidate;
  });
