import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig } from '../../contract/runs/run-config.ts';
import { loadEngine } from '../engines/index.ts';
import { tf } from '../engines/tf.ts';
import { recordOperations } from '../operations/recorded-operations.ts';
import { eagerSteps } from '../training/steps/step-runner.ts';
import { firstSteps } from './first-steps.ts';
import { type KeptSteps, readSteps, writeSteps } from './kept-steps.ts';

/**
 * Makes the first steps on WebAssembly, which is the active engine afterwards. They are kept in a folder by their seed:
 * every candidate is compared with the same.
 */
export async function referenceSteps(config: RunConfig, folder: string): Promise<KeptSteps> {
  const file = join(folder, `${config.seed}.safetensors`);
  if (existsSync(file)) return readSteps(file);
  await loadEngine('wasm', 1);
  await tf.setBackend('wasm');
  const recording = recordOperations();
  const steps = await firstSteps(config, async (state) => eagerSteps(state)).finally(recording.stop);
  const reference = { steps, operations: recording.operations() };
  mkdirSync(folder, { recursive: true });
  writeSteps(file, reference);
  return reference;
}
