import type { EngineChoice, EngineId } from '../../contract/engines.ts';
import { StudioError } from '../../contract/errors.ts';
import type { GradientForms } from '../../contract/gradient-kernels.ts';
import type { Engine, LoadedEngine } from './engine.ts';
import { repairGradients } from './gradient-repairs.ts';
import { registerNativeKernels } from './native-kernels.ts';
import { tensorflow } from './tensorflow.ts';
import { wasm } from './wasm.ts';
import { webgpu } from './webgpu.ts';
import type { AskForCard } from './window-card.ts';

export interface EngineSelection extends LoadedEngine {
  /** Engines that were tried first and cannot run here. */
  passedOver: { engine: EngineId; reason: string }[];
}

/** Loads the engine asked for, or with `auto` the first of the registry that works. Once per process. */
export async function loadEngine(
  choice: EngineChoice,
  threads: number,
  askForCard?: AskForCard,
  forms?: GradientForms,
): Promise<EngineSelection> {
  const candidates = choice === 'auto' ? registry : registry.filter((engine) => engine.id === choice);
  const passedOver: EngineSelection['passedOver'] = [];
  let lastError: StudioError | undefined;
  for (const engine of candidates) {
    try {
      const loaded = await engine.load(threads, askForCard, forms);
      registerNativeKernels();
      repairGradients();
      return { ...loaded, passedOver };
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      passedOver.push({ engine: engine.id, reason: error.message });
      lastError = error;
    }
  }
  throw (
    lastError ??
    new StudioError('ENGINE_UNAVAILABLE', `There is no engine "${choice}".`, { next: 'Use auto.' })
  );
}

/** In order of preference. The pure-JS `cpu` backend is left out on purpose: far slower, and some gradients are wrong. */
const registry: readonly Engine[] = [tensorflow, wasm, webgpu];
