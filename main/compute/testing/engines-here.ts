import type { EngineId } from '../../contract/engines.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';

/** Engines that run on this machine: wasm always, tensorflow where it is set up. Loads them, so await it at the top. */
export async function enginesHere(): Promise<EngineId[]> {
  const found: EngineId[] = [];
  for (const id of ['tensorflow', 'wasm'] as const) {
    const isLoaded = await loadEngine(id, 0).then(
      () => true,
      () => false,
    );
    if (isLoaded) found.push(id);
  }
  return found;
}

/** Makes an engine that has been loaded the active one. */
export async function useEngine(id: EngineId): Promise<void> {
  await tf.setBackend(id);
}
